provider "aws" {
  region = "us-west-2"
}

data "aws_availability_zones" "this" {
  state = "available"
}

#trivy:ignore:AVD-AWS-0178 A flow log needs a place of yours to go to, as your other networks have it.
resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:A flow log needs a place of yours to go to, as your other networks have it.
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id # no rules: nothing that is in it by mistake talks to anything
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
  availability_zone = data.aws_availability_zones.this.names[count.index]
}

resource "aws_security_group" "functions" {
  #checkov:skip=CKV2_AWS_5:Zappa gives it to the function; nothing in this root has it.
  name        = "shop-functions"
  description = "The functions of shop"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "within" {
  security_group_id = aws_security_group.functions.id
  description       = "Databases and endpoints within the network"
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
  cidr_ipv4         = aws_vpc.this.cidr_block
}

module "zappa_iam" {
  source       = "../../modules/zappa_iam"
  bucket_name  = "acme-shop-vpc"
  region       = "us-west-2"
  role_name    = "ZappaShopVpcRole"
  project_name = "shop-vpc"
  stages       = ["production"]
  features     = ["apigateway", "events", "vpc_config"]

  # Their ids are not known before they are made; how many there are is.
  resources = {
    vpc_config = concat(aws_subnet.private[*].id, [aws_security_group.functions.id])
  }
}

output "zappa_settings" {
  description = "What goes into each stage of zappa_settings.json."
  value = jsonencode(merge(module.zappa_iam.zappa_settings, {
    vpc_config = {
      SubnetIds        = aws_subnet.private[*].id
      SecurityGroupIds = [aws_security_group.functions.id]
    }
  }))
}
