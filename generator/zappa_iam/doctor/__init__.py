"""Doctor: from a refusal of AWS, in whatever words it comes, to the input of the module that is responsible.

    for refusal in doctor.read(text):
        print(doctor.diagnose(refusal, catalog.load()).advice)

Comes in: any text that holds a refusal (boto3, the AWS CLI, CloudFormation, Terraform, Zappa's log, CloudTrail, a
decoded authorization message). Goes out: who was refused what on what, and what to set.
"""

from zappa_iam.doctor.diagnosis import Diagnosis, diagnose
from zappa_iam.doctor.reading import read
from zappa_iam.doctor.refusal import Refusal
from zappa_iam.doctor.report import word

__all__ = ["Diagnosis", "Refusal", "diagnose", "read", "word"]
