/*
 * The floor of the signing goals: C_SignInit and C_Sign in a loop, nothing else, on a token of a PKCS#11 module.
 *
 *   sign-loop MODULE SERIAL KEY-ID-IN-HEX < commands        the user's PIN stands in VIERAUGEN_BENCH_PIN
 *
 * It says "ready" when it has logged in and found its key. A command is a line "THREADS MILLISECONDS"; the answer is a line with the signatures a second, all threads together. Each
 * thread has a session of its own. The program logs in once, so that no login is measured.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pkcs11.h"

#define MAX_THREADS 16

typedef struct {
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE key;
  double until;
  unsigned long signatures;
} Lane;

static CK_FUNCTION_LIST *p11;

static void check(CK_RV rv, const char *what) {
  if (rv == CKR_OK) return;
  fprintf(stderr, "%s: 0x%lx\n", what, (unsigned long)rv);
  exit(1);
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void load(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  CK_RV (*get)(CK_FUNCTION_LIST **) = library ? (CK_RV(*)(CK_FUNCTION_LIST **))dlsym(library, "C_GetFunctionList") : NULL;
  if (!get) {
    fprintf(stderr, "no PKCS#11 module: %s\n", path);
    exit(1);
  }
  check(get(&p11), "C_GetFunctionList");
  CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
  check(p11->C_Initialize(&arguments), "C_Initialize");
}

/* Serial numbers are padded with spaces to 16 bytes. */
static CK_SLOT_ID find_slot(const char *serial) {
  CK_SLOT_ID slots[64];
  CK_ULONG count = 64;
  check(p11->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList");
  for (CK_ULONG i = 0; i < count; i++) {
    CK_TOKEN_INFO info;
    check(p11->C_GetTokenInfo(slots[i], &info), "C_GetTokenInfo");
    if (memcmp(info.serialNumber, serial, strlen(serial)) == 0) return slots[i];
  }
  fprintf(stderr, "no token %s\n", serial);
  exit(1);
}

static CK_OBJECT_HANDLE find_key(CK_SESSION_HANDLE session, const char *hex) {
  CK_BYTE id[64];
  CK_ULONG length = strlen(hex) / 2;
  for (CK_ULONG i = 0; i < length && i < sizeof id; i++) sscanf(hex + 2 * i, "%2hhx", &id[i]);
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, id, length}};
  CK_OBJECT_HANDLE key;
  CK_ULONG found = 0;
  check(p11->C_FindObjectsInit(session, wanted, 2), "C_FindObjectsInit");
  check(p11->C_FindObjects(session, &key, 1, &found), "C_FindObjects");
  check(p11->C_FindObjectsFinal(session), "C_FindObjectsFinal");
  if (found == 1) return key;
  fprintf(stderr, "no key %s\n", hex);
  exit(1);
}

static void *sign_until(void *argument) {
  Lane *lane = argument;
  CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
  CK_BYTE digest[32], signature[256];
  memset(digest, 0x5a, sizeof digest);
  do {
    CK_ULONG length = sizeof signature;
    check(p11->C_SignInit(lane->session, &mechanism, lane->key), "C_SignInit");
    check(p11->C_Sign(lane->session, digest, sizeof digest, signature, &length), "C_Sign");
    memcpy(digest, signature, sizeof digest);
    lane->signatures++;
  } while (now_ms() < lane->until);
  return NULL;
}

static double rate(Lane *lanes, int count, double milliseconds) {
  pthread_t threads[MAX_THREADS];
  double start = now_ms();
  unsigned long signatures = 0;
  for (int i = 0; i < count; i++) {
    lanes[i].signatures = 0;
    lanes[i].until = start + milliseconds;
    pthread_create(&threads[i], NULL, sign_until, &lanes[i]);
  }
  for (int i = 0; i < count; i++) {
    pthread_join(threads[i], NULL);
    signatures += lanes[i].signatures;
  }
  return signatures * 1e3 / (now_ms() - start);
}

int main(int argc, char **argv) {
  const char *pin = getenv("VIERAUGEN_BENCH_PIN");
  if (argc != 4 || !pin) {
    fprintf(stderr, "usage: sign-loop MODULE SERIAL KEY-ID-IN-HEX\n");
    return 2;
  }
  load(argv[1]);
  CK_SLOT_ID slot = find_slot(argv[2]);
  Lane lanes[MAX_THREADS];
  for (int i = 0; i < MAX_THREADS; i++) {
    check(p11->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &lanes[i].session), "C_OpenSession");
    if (i == 0) check(p11->C_Login(lanes[0].session, CKU_USER, (CK_BYTE *)pin, strlen(pin)), "C_Login");
    lanes[i].key = find_key(lanes[i].session, argv[3]);
  }
  puts("ready");
  fflush(stdout);
  int threads;
  double milliseconds;
  while (scanf("%d %lf", &threads, &milliseconds) == 2 && threads >= 1 && threads <= MAX_THREADS) {
    printf("%.3f\n", rate(lanes, threads, milliseconds));
    fflush(stdout);
  }
  return 0;
}
