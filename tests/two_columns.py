"""Little tables of two columns: forms, whose rows are a label and what it stands for, and tables under a head.

Cells are divided by " | ", tables by an empty line. Every second table of each kind was set aside while the rules of
index/read/forms.py were made.
"""

from __future__ import annotations

Table = list[list[str]]

_FORMS = """
Tenant | Ann Lee
Rent | 1,250 euros
Deposit | 2,500 euros
Start | 1 March 2021

Model | Norvax
Weight | 12 kg
Power | 230 W
Warranty | 2 years

Doctor | Dr Meyer
Phone | 555 123
Room | 12

Invoice number | INV-2024-031
Invoice date | 12 April 2024
Due date | 12 May 2024
Customer | Harbour Books

Employer | Borealis Shipping
Employee | Marta Quist
Position | Deck officer
Salary | 4,100 euros a month
Notice period | three months

Born | 3 May 1871
Died | 19 June 1922
Nationality | Danish
Occupation | Botanist

Patient | Omar Haddad
Date of birth | 4/11/1968
Diagnosis | Hay fever
Medication | Cetirizine 10 mg

Brand | Kestrel
Colour | Green
Frame | Steel
Gears | 8
Brakes | Disc

Event | Summer concert
Date | Saturday, 6 July
Time | 7:30 pm
Venue | St Mary's Hall
Tickets | 12 pounds

Name: | Paul Arden
Address: | 5 Mill Lane
Town: | Ely

Author | Ines Prado
Publisher | Lantern House
Pages | 312
ISBN | 978-3-16-148410-0
Price | 18.90 euros

Seller | Tom Birch
Buyer | Eva Lind
Property | Flat 4, 11 Quay Street
Price | 240,000 euros
Completion | 30 September

Height | 2,962 m
First ascent | 27 August 1820
Range | Wetterstein
Country | Germany

Policy holder | Dana Cole
Policy number | HX 88 120
Excess | 150 pounds
Cover | Fire and theft

Destination | Lisbon
Departure | 08:40
Arrival | 10:55
Gate | B12
Seat | 14C

Founded | 1954
Headquarters | Turku
Chief executive | Liisa Aho
Employees | 1,200
Revenue | 310 million euros

Landlord | Rosa Blum
Tenant | Karl Weiss
Flat | Second floor, left
Pets | Not allowed

Screen | 14 inches
Memory | 16 GB
Storage | 512 GB
Battery | 60 Wh
Weight | 1.3 kg

Species | Red fox
Found in | Europe and Asia
Diet | Mice, berries, eggs
Lifespan | 3 to 4 years

Project | Bridge repair
Manager | Lena Fors
Budget | 1.2 million euros
Begin | January 2025
End | August 2026

Mieter | Anna Berger
Miete | 950 Euro
Kaution | 1.900 Euro
Beginn | 1. März 2021

Serves | 4
Preparation | 20 minutes
Cooking | 1 hour
Difficulty | Easy

Sender | Grove School
Recipient | All parents
Subject | Closing of the gate
Reference | GS/17

Material | Oak
Length | 180 cm
Width | 90 cm
Height | 75 cm

Loan | 20,000 euros
Interest | 3.9%
Term | 60 months
Lender | Coast Bank

Course | First aid
Teacher | Nurse Bell
Fee | 45 euros
Places | 12

Capital | Oslo
Population | 5.5 million
Currency | Krone
Area | 385,207 km²

Is heating included? | Yes
Are pets allowed? | No
How long is the notice? | 3 months

Vehicle | Corsa 1.2
Registration | KX19 ABC
Mileage | 42,000 miles
Colour | Blue

Applicant | Yusuf Demir
Grant | Small farms
Amount | 8,000 euros
Decision | Approved

Check-in | From 3 pm
Check-out | Until 11 am
Breakfast | 9 euros
Parking | Free

Compound | Norvadine
Dose | 20 mg
Route | By mouth
Storage | Below 25 °C

Ship | Aurora
Built | 1987
Flag | Norway
Crew | 24

Chair | Ms Okafor
Minutes | Mr Lund
Present | 11 members
Next meeting | 9 October

Plaintiff | Brook Ltd
Defendant | Stone Ltd
Court | Leeds County Court
Judge | Ames

Locataire | Jeanne Morel
Loyer | 780 euros
Charges | 60 euros
Entrée | 1 juin 2022
"""

_HEADED = """
Year | Freight
2021 | 0.6 t
2022 | 1.5 t
2023 | 2.4 t

Country | Capital
Norway | Oslo
Sweden | Stockholm
Finland | Helsinki

Term | Meaning
Lessee | The person who rents
Lessor | The person who lets
Premises | The flat and its cellar

Item | Price
Tea | 2.50
Coffee | 3.20
Cake | 4.10

Question | Answer
Is there a lift? | Yes, by the shop.
Are dogs allowed? | Only guide dogs.
When do you close? | At 6 pm.

Metal | Melting point
Iron | 1,538 °C
Gold | 1,064 °C
Lead | 327 °C

Name | Phone
Ann Lee | 555 1234
Bob Fox | 555 9876
Cy Day | 555 4545

Day | Opening hours
Monday | 9:00 to 17:00
Saturday | 10:00 to 14:00
Sunday | closed

Step | Action
1 | Unplug the pump
2 | Open the lid
3 | Clean the filter

Symptom | Cause
Red light | Battery empty
No sound | Cable loose
Steam | Valve open

Expense | Amount
Rent | 1,200 euros
Food | 400 euros
Insurance | 90 euros

City | Population
Graz | 292,000
Linz | 211,000
Wels | 65,000

Abbreviation | Stands for
VAT | value added tax
CEO | chief executive officer
HR | human resources

Date | Event
3 May | Opening
17 May | Concert
1 June | Market

Species | Number of legs
Spider | 8
Ant | 6
Millipede | 60 to 400

Zone | Fare
Inner | 2.80 euros
Outer | 4.10 euros
Airport | 9.50 euros

Room | Capacity
Garden room | 40 people
Library | 25 people
Hall | 180 people

English | German
dog | Hund
cat | Katze
house | Haus

Element | Symbol
Hydrogen | H
Oxygen | O
Iron | Fe

Region | Share
North | 38%
South | 21%
East | 41%

Product | Warranty
Kettle | 2 years
Fridge | 5 years
Lamp | 1 year

Language | Speakers
Danish | 6 million
Dutch | 25 million
Polish | 40 million

Error code | Meaning
E1 | No water
E2 | Door open
E7 | Filter blocked

Position | Name
Chair | Ms Okafor
Secretary | Mr Lund
Treasurer | Ms Bell

Parameter | Value
Voltage | 230 V
Current | 10 A
Weight | 4 kg

Student | Grade
Mia | B
Noah | A
Lara | C

Land | Einwohner
Norwegen | 5,5 Mio.
Schweden | 10,5 Mio.
Dänemark | 6,0 Mio.

Offence | Fine
Speeding | 80 euros
Parking | 25 euros
No ticket | 60 euros

Treatment | Recovered
Drug | 38%
Placebo | 21%
None | 12%

Film | Director
Vertigo | Alfred Hitchcock
Persona | Ingmar Bergman
Alien | Ridley Scott

Age | Dose
under 2 years | 2 ml
2 to 6 years | 5 ml
over 6 years | 10 ml

Quarter | Revenue
Q1 | 1.1 million
Q2 | 1.4 million
Q3 | 0.9 million

Ingredient | Quantity
Flour | 500 g
Butter | 250 g
Eggs | 3
Milk | 1 l

Task | Person
Soup | Ann
Bread | Ben
Dishes | Cleo

Size | Chest
Small | 92 cm
Medium | 100 cm
Large | 108 cm

Team | Points
Rovers | 41
United | 38
Albion | 29
"""


def _tables(text: str) -> list[Table]:
    return [[line.split(" | ") for line in block.split("\n")] for block in text.strip().split("\n\n")]


def forms() -> list[Table]:
    """The forms, those that were set aside at the odd places."""
    return _tables(_FORMS)


def headed() -> list[Table]:
    """The tables under a head, those that were set aside at the odd places."""
    return _tables(_HEADED)
