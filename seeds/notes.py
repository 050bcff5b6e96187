"""The words of the two seed documents that cannot be edited as text; `make_documents.py` gives them their format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """Opens a section of a note."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """An unordered list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row names the columns."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Note:
    """One document: the file it becomes, its title, and what it says."""

    file: str
    title: str
    blocks: tuple[Block, ...]


ENERGY = Note(
    file="kazakhstan-energy-and-minerals.pdf",
    title="Kazakhstan's energy and minerals",
    blocks=(
        Paragraph(
            "Few countries have so much under the ground for so few people. Oil pays for most of Kazakhstan's "
            "imports and for much of its state budget; coal keeps its lights on; uranium makes it indispensable "
            "to nuclear power plants abroad. This note goes through the main resources one by one."
        ),
        Heading("Oil and gas"),
        Paragraph(
            "Proven oil reserves are put at about 30 billion barrels. Three very large fields in the west of the "
            "country dominate production, and all three are run together with foreign companies."
        ),
        Table(
            (
                ("Field", "Discovered", "Where", "Worth knowing"),
                ("Tengiz", "1979", "North-east shore of the Caspian Sea", "Run by Tengizchevroil since 1993"),
                ("Karachaganak", "1979", "North-west, near Aksai", "Gas and condensate"),
                ("Kashagan", "2000", "Under the northern Caspian Sea", "In steady production since 2016"),
            )
        ),
        Paragraph(
            "Chevron owns half of Tengizchevroil. ExxonMobil has a quarter, the national company KazMunayGas 20 "
            "percent, and Lukoil of Russia the remaining 5 percent."
        ),
        Paragraph(
            "Kashagan was the costly one. Production began in September 2013 and had to stop within weeks, "
            "because corrosive hydrogen sulphide had cracked the pipelines. They were replaced, and oil flowed "
            "again in October 2016. In 2023 the whole country produced about 90 million tonnes of oil."
        ),
        Heading("Getting the oil out"),
        Paragraph(
            "Kazakhstan has no access to the open sea, so nearly all of its crude oil travels by pipe. About 80 "
            "percent of exports go through the Caspian Pipeline Consortium's line, known as the CPC. It opened in "
            "2001, is 1,511 kilometres long, and ends at a terminal on Russia's Black Sea coast near "
            "Novorossiysk. When a storm damaged the loading buoys there in March 2022, exports dropped for weeks. "
            "The other ways out are:"
        ),
        Bullets(
            (
                "the older pipeline from Atyrau to Samara, which feeds the Russian network;",
                "the pipeline eastwards from Atasu to Alashankou in China, finished in 2005;",
                "tankers from the port of Aktau across the Caspian Sea to Baku, which carry only a small share.",
            )
        ),
        Paragraph("Oil for use at home is refined in three plants: in Atyrau, Pavlodar and Shymkent."),
        Heading("Uranium and nuclear power"),
        Paragraph(
            "Kazakhstan has been the world's largest uranium producer since 2009 and supplies around 40 percent "
            "of what is mined. The national company is Kazatomprom, founded in 1997. It uses in-situ leaching: "
            "instead of digging, it pumps an acid solution through the ore and extracts the metal from the liquid "
            "that comes back up."
        ),
        Paragraph(
            "For all its uranium, the country has no nuclear power plant of its own at present. The only one it "
            "ever had, the BN-350 fast reactor at Aktau, was shut down in 1999. In a referendum on 6 October 2024 "
            "about 71 percent of voters were in favour of building a new one. The chosen place is Ulken, a "
            "village on Lake Balkhash."
        ),
        Paragraph(
            "The subject is sensitive. The Soviet Union carried out 456 nuclear tests at Semipalatinsk between "
            "1949 and 1989, and the people who lived nearby still suffer from the consequences. The site was "
            "closed on 29 August 1991. On the same day in 2017 the International Atomic Energy Agency opened a "
            "bank of low-enriched uranium in Ust-Kamenogorsk, from which states can draw fuel if the market fails "
            "them."
        ),
        Heading("Coal and electricity"),
        Paragraph(
            "Well over half of the country's electricity comes from burning coal. The centre of mining is "
            "Ekibastuz in the north-east, where the Bogatyr pit is one of the biggest opencast mines anywhere. A "
            "power station in the same town, GRES-2, has a chimney about 420 metres high, the tallest in the "
            "world. The second coal region is Karaganda, which feeds the steel works at Temirtau."
        ),
        Heading("Metals"),
        Bullets(
            (
                "Chromium: ore from Khromtau in the north-west makes Kazakhstan one of the leading producers.",
                "Copper: the old centre is Zhezkazgan; Bozshakol and Aktogay were added in the 2010s.",
                "Iron ore: mined around Rudny in the north since Soviet times.",
                "Titanium: made in Ust-Kamenogorsk, mostly for aircraft builders.",
            )
        ),
        Heading("When fuel prices turned political"),
        Paragraph(
            "On 1 January 2022 the government stopped capping the price of liquefied petroleum gas, which many "
            "people in the west use to run their cars. The price doubled overnight, to about 120 tenge a litre. "
            "The next day people in Zhanaozen took to the streets, and within days there was unrest in the whole "
            "country."
        ),
    ),
)

CORRIDOR = Note(
    file="middle-corridor.docx",
    title="The Trans-Caspian International Transport Route (Middle Corridor)",
    blocks=(
        Paragraph(
            "The Trans-Caspian International Transport Route, TITR for short and better known as the Middle "
            "Corridor, is a chain of railways, ports and ferries between China and Europe. It runs south of "
            "Russia and north of Iran. Its appeal is political as much as commercial: freight can cross Eurasia "
            "without touching either."
        ),
        Heading("The way of a container"),
        Paragraph(
            "Trains enter Kazakhstan from China at Dostyk or at Khorgos. They cross the steppe to the Caspian "
            "ports of Aktau and Kuryk, where containers or whole wagons are put on ships. On the far shore they "
            "land at Alat, the port south of Baku. From Azerbaijan the line goes on to Georgia, and there it "
            "divides:"
        ),
        Bullets(
            (
                "one branch ends at the Black Sea ports of Poti and Batumi, from where ships sail to Romania, "
                "Bulgaria or Ukraine;",
                "the other is the Baku-Tbilisi-Kars railway into Turkey, opened on 30 October 2017, which leads "
                "to Istanbul and through the Marmaray tunnel under the Bosphorus.",
            )
        ),
        Paragraph(
            "All in all that makes roughly 4,250 kilometres by rail and 500 kilometres by sea. In November 2019 a "
            "train from Xi'an reached Prague this way, the first freight train from China to pass through "
            "Marmaray."
        ),
        Heading("Who runs it"),
        Paragraph(
            "No single company owns the route. Railways of Kazakhstan, Azerbaijan and Georgia formed a "
            "coordination committee in 2014, and since February 2017 an international association has set common "
            "tariffs and looked for customers. It has its office in Astana. Firms from Turkey, Ukraine, Romania, "
            "Poland and China have joined as well."
        ),
        Heading("Growth since 2022"),
        Paragraph(
            "Until 2022 most overland trade between China and Europe used the Northern Corridor through Russia "
            "and Belarus. After Russia attacked Ukraine, shippers feared sanctions and higher insurance, and "
            "looked for a way around. Traffic on the Middle Corridor leapt, from a low level."
        ),
        Table(
            (
                ("Year", "Freight carried", "What was behind it"),
                ("2021", "about 0.6 million tonnes", "Last year before the invasion"),
                ("2022", "about 1.5 million tonnes", "Shippers leave the Russian route"),
                ("2023", "about 2.8 million tonnes", "New services, more block trains"),
                ("2024", "about 4.5 million tonnes", "More container trains from China"),
            )
        ),
        Paragraph(
            "In a study of November 2023 the World Bank found that freight could triple by 2030, to 11 million "
            "tonnes a year, and travel times could be halved, if the countries made the right investments. In "
            "January 2024 European and international lenders promised 10 billion euros for transport links in "
            "Central Asia."
        ),
        Heading("What slows it down"),
        Bullets(
            (
                "Reloading. Cargo changes between train and ship twice, or more often if it also crosses the "
                "Black Sea.",
                "Gauge. Rails are 1,435 millimetres apart in China, Turkey and most of Europe, but 1,520 in "
                "Kazakhstan, Azerbaijan and Georgia.",
                "Weather. Strong winds keep ships in port on the Caspian for days.",
                "Falling water. The Caspian is shrinking, and ships at Aktau have to load less so as not to run "
                "aground.",
                "Paperwork. Every border adds a customs check and a tariff of its own.",
            )
        ),
        Paragraph(
            "Georgia's Black Sea ports are shallow as well. A deep-sea port at Anaklia was meant to solve this, "
            "but the government cancelled the contract with its builder in January 2020."
        ),
        Heading("What it can and cannot do"),
        Paragraph(
            "The route will not replace the sea: one large container ship carries as much as hundreds of trains. "
            "Its strength lies elsewhere. It gives Kazakhstan a door to the west that Moscow cannot close, makes "
            "Turkey and Azerbaijan into hubs, and offers exporters a second choice when the first one fails."
        ),
    ),
)
