"""AWS's own words: what it said of single requests, each with who says so.

    for word in aws_words.read():
        decide(policies[word.principal], word.request)

A word is one line of `words.jsonl`, in the names of the recorded project (function shop-dev, region us-west-2, account
123456789012, bucket my-awesome-zappa-bucket, role ZappaDjangoRole). Comes in: that file, what people report, and
`in_vain.txt`, the actions for which no report was found. Goes out: requests that every planned policy is held against.
"""

from zappa_iam.aws_words.reading import WordsError, in_vain, line, read, refused
from zappa_iam.aws_words.word import Word

__all__ = ["Word", "WordsError", "in_vain", "line", "read", "refused"]
