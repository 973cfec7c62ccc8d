/* pem.h - a certificate of a made-up authority. */
#ifndef TESTS_PEM_H
#define TESTS_PEM_H

/* clang-format off */
#define PEM \
	"-----BEGIN CERTIFICATE-----\n" \
	"MIIBujCCAV+gAwIBAgIUL4cWjcTyjCVxHT9FYaTjhwkLE44wCgYIKoZIzj0EAwIw\n" \
	"MjELMAkGA1UEBhMCSUQxDzANBgNVBAoMBkNvbnRvaDESMBAGA1UEAwwJQ0EgQ29u\n" \
	"dG9oMB4XDTI2MTEyMTE2MDQxM1oXDTQ2MTExNjE2MDQxM1owMjELMAkGA1UEBhMC\n" \
	"SUQxDzANBgNVBAoMBkNvbnRvaDESMBAGA1UEAwwJQ0EgQ29udG9oMFkwEwYHKoZI\n" \
	"zj0CAQYIKoZIzj0DAQcDQgAEfFkqCHhT5wzc6oXmN3ha0vWEpevZHJr+7U1580Ix\n" \
	"l3tts3jdubCAPNfgw17Io7P09Ak/+2W3k4YVzhBL5ROWCKNTMFEwHQYDVR0OBBYE\n" \
	"FDwPLedXCAF3oqOHxKSqfAEDXYC1MB8GA1UdIwQYMBaAFDwPLedXCAF3oqOHxKSq\n" \
	"fAEDXYC1MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAKC4kuhv\n" \
	"A+wmr82L9GuCSGEQce07+/oDhPiJ3fHe8UsUAiEA5tu8ea9n73fLapky6RuTfTqn\n" \
	"R3sESeIpWnkmsV0keYw=\n" \
	"-----END CERTIFICATE-----\n"
/* clang-format on */

#endif
