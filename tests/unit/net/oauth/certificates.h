/*
 * certificates.h - certificates of keys.h's key_ec, for CN=alice
 */
#ifndef CERTIFICATES_H
#define CERTIFICATES_H

/* From 2020 to 2120, signed by itself. */
static const char cert_good[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBHDCBwwIUaA8vvrlmuHeGs+WqL7AouBT6PtQwCgYIKoZIzj0EAwIwEDEOMAwG\n"
    "A1UEAwwFYWxpY2UwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBAx\n"
    "DjAMBgNVBAMMBWFsaWNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2\n"
    "xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkL\n"
    "JK2KRiMohYjlrTAKBggqhkjOPQQDAgNIADBFAiEA5o5C0Yfk7yEPzAyfyjc599iN\n"
    "vVuDMFjoGd5oyw9etAQCIGEW2n/oPSdbd79pvqoTde/BuBlLThLZHFl78W2sQd2J\n"
    "-----END CERTIFICATE-----\n";

/* Over since 2020-01-02. */
static const char cert_over[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBGzCBwQIUOa/YhbMEa9R2ZVA2FIuzKoC4XLQwCgYIKoZIzj0EAwIwEDEOMAwG\n"
    "A1UEAwwFYWxpY2UwHhcNMjAwMTAxMDAwMDAwWhcNMjAwMTAyMDAwMDAwWjAQMQ4w\n"
    "DAYDVQQDDAVhbGljZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABH/Nzidw9sRd\n"
    "QYPL7m/bS3tYBzM1e+nvE7rPbjx70VRFx/FEzRu9m36HLN/tue659LNpXW6pCySt\n"
    "ikYjKIWI5a0wCgYIKoZIzj0EAwIDSQAwRgIhAL8gzONwapfZJysHBR8p777Ery6m\n"
    "oqrmkO8lGxcQPFv9AiEAu9o72u0fufyvBJa6KocWUsvSx9Eg0Bq8IsaHUrSmlT4=\n"
    "-----END CERTIFICATE-----\n";

/* Not good before 2110. */
static const char cert_early[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBHTCBxQIUQQRPr08Il4ubw1lw55q+Uuw31VYwCgYIKoZIzj0EAwIwEDEOMAwG\n"
    "A1UEAwwFYWxpY2UwIhgPMjExMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFow\n"
    "EDEOMAwGA1UEAwwFYWxpY2UwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR/zc4n\n"
    "cPbEXUGDy+5v20t7WAczNXvp7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1u\n"
    "qQskrYpGIyiFiOWtMAoGCCqGSM49BAMCA0cAMEQCIGGnzrdsEBXBE7WAES4IArcn\n"
    "NJ+EHPPnqJQQQb2A+5xGAiBdKtQkEh5Wxg+E9Z6B+csWuAcUmLrb3K0E1ue+sAFZ\n"
    "EQ==\n"
    "-----END CERTIFICATE-----\n";

/* The key, encrypted. */
static const char key_locked[] =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "Proc-Type: 4,ENCRYPTED\n"
    "DEK-Info: AES-128-CBC,58FB8716562191C14EE25B1F6DF04A85\n"
    "\n"
    "5JnIgoRqIC9EQ/nd6Nj9ZgyOFBRQ+RVHlhqPKz2Ru+eDZQmBVDJWjBhc0C/OXZ/F\n"
    "z79w9/arNEUQuO8YLvpj9m+yqlTinaji/p6/XcRFrFgLDT5PF8h8OYptnTy+exej\n"
    "9F87jHfrdJzcmL1rII9XvFZiS3iuki4f2Vsku2JeeRw=\n"
    "-----END EC PRIVATE KEY-----\n";

#endif
