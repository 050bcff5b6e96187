"""What a language model says that has no answer, or gives none, is told from what it says of the matter."""

from __future__ import annotations

import pytest

from assistant.declined import finds_no_answer, unwilling

NO_ANSWER = """\
The documents do not say.
I cannot find this in the passages.
I can't find any information on that.
Not mentioned in the passages.
The passages do not say.
NO ANSWER
No answer.
The provided context doesn't contain information about unpaid leave.
The passages don’t mention how many days of unpaid leave there are.
There is no information about unpaid leave in the documents.
There is no mention of a dinner.
No information is given on the price of dinner.
I don't know.
I do not know the answer.
Unknown.
Not specified.
The price of a dinner is not specified in the provided text.
The price of a dinner is not stated.
The question cannot be answered from the passages.
It cannot be determined from the given information.
This information is not available in the documents.
The information is not provided.
I'm sorry, but the passages do not answer the question.
I am unable to answer this question based on the passages.
I could not find an answer.
The text says nothing about it.
The documents provide no details on this.
Unfortunately, the given passages do not provide any specific details about captains.
None of the passages mentions the captain.
None of the documents answer this question.
The answer is not in the passages.
The answer is not found in the passages provided.
The passages provided only mention paid leave, not unpaid leave.
I don't have enough information to answer.
I do not have access to that information.
Based on the passages, I cannot determine how many days of unpaid leave employees get.
Neither passage mentions it.
There isn't enough information to answer the question.
Insufficient information.
The documents do not answer the question.
There is nothing in the passages about this.
Nothing in the documents answers this question.
It is not mentioned how many days of unpaid leave there are.
It is unclear from the passages.
The passages are silent on this.
We were unable to find the answer.
No passage answers the question.
No relevant passages were found.
N/A
The context lacks information on dinner prices.
The documents do not answer this question"""

WILL_NOT = """\
I'm sorry, I cannot help with that.
I can't assist with that request.
I cannot provide medical advice.
I'm sorry.
I'm sorry, but I can't comply with this.
As an AI language model, I cannot discuss politics.
I will not answer that.
I won't discuss this topic."""

CLAIMS = """\
Every employee has 27 days of paid leave.
Employees do not get unpaid leave.
The bank does not provide information about clients.
The queen cannot find her hive.
You do not need to give information about your income.
Tickets are not refunded after departure.
The policy does not cover flood damage.
There is no evidence of life on Mars.
No employee has more than 27 days.
None.
No.
The ferry does not run on Sundays.
Dogs are not included in the fare.
There is no lunch on Sundays.
The information desk closes at six.
We do not serve dinner.
Deliveries were not available in May.
Visit the page for more information.
Paris is the capital of France.
We cannot offer refunds after departure.
Lost luggage can't be found on deck 4.
Members may not see the files.
The two parties could not agree.
The document was signed in 1990 by no minister.
Worker bees live for 4,500 weeks."""


@pytest.mark.parametrize("sentence", NO_ANSWER.splitlines())
def test_that_there_is_no_answer_is_understood_in_other_words(sentence: str) -> None:
    assert finds_no_answer(sentence) and not unwilling(sentence)


@pytest.mark.parametrize("sentence", WILL_NOT.splitlines())
def test_declining_to_answer_says_nothing_of_the_passages(sentence: str) -> None:
    assert unwilling(sentence) and not finds_no_answer(sentence)


@pytest.mark.parametrize("sentence", CLAIMS.splitlines())
def test_a_denial_of_the_matter_itself_is_a_claim(sentence: str) -> None:
    assert not finds_no_answer(sentence) and not unwilling(sentence)
