/* Secrets, which provost uses to mark whose a host is. A host has one at most. */
#include "fake.h"

struct _virSecret {
  virConnectPtr connection;
  char uuid[VIR_UUID_STRING_BUFLEN];
};

static virSecretPtr secret_new(virConnectPtr connection, char *uuid)
{
  if (!uuid)
    return NULL;
  virSecretPtr secret = g_new0(struct _virSecret, 1);
  virConnectRef(connection);
  secret->connection = connection;
  g_strlcpy(secret->uuid, uuid, sizeof secret->uuid);
  return secret;
}

virSecretPtr virSecretLookupByUsage(virConnectPtr connection, int type, const char *usage)
{
  (void)type, (void)usage;
  g_autofree char *uuid = fake_text(connection, "secret", "", NULL);
  return secret_new(connection, uuid);
}

virSecretPtr virSecretLookupByUUIDString(virConnectPtr connection, const char *wanted)
{
  g_autofree char *uuid = fake_text(connection, "secret", wanted, NULL);
  return secret_new(connection, uuid);
}

virSecretPtr virSecretDefineXML(virConnectPtr connection, const char *xml, unsigned flags)
{
  (void)flags;
  g_autofree char *uuid = fake_text(connection, "secret-define", xml, NULL);
  return secret_new(connection, uuid);
}

int virSecretUndefine(virSecretPtr secret)
{
  return fake_do(secret->connection, "secret-undefine", secret->uuid, NULL);
}

int virSecretGetUUIDString(virSecretPtr secret, char *uuid)
{
  g_strlcpy(uuid, secret->uuid, VIR_UUID_STRING_BUFLEN);
  return 0;
}

char *virSecretGetXMLDesc(virSecretPtr secret, unsigned flags)
{
  (void)flags;
  return fake_text(secret->connection, "secret-xml", secret->uuid, NULL);
}

int virSecretFree(virSecretPtr secret)
{
  virConnectClose(secret->connection);
  g_free(secret);
  return 0;
}
