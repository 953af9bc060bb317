package dev.breakwater.audit;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * The public half of an Ed25519 key (RFC 8032, section 5.1.5), which PKCS#8 leaves out and the JDK derives only while
 * it generates. Done once per key that is read; nothing is signed here. Its time depends on the key, which only who
 * measures the start of the process could use.
 */
final class Ed25519Curve {

    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    private static final BigInteger BASE_X =
            new BigInteger("15112221349535400772501151409588531511454012693041857206046113283949847762202");
    private static final BigInteger BASE_Y =
            BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P);
    private static final int SCALAR_BYTES = 32;

    private Ed25519Curve() {}

    static PublicKey publicKeyOf(byte[] seed) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-512").digest(seed);
        byte[] scalar = new byte[SCALAR_BYTES];
        for (int i = 0; i < SCALAR_BYTES; i++) {
            scalar[SCALAR_BYTES - 1 - i] = hash[i]; // little-endian in the RFC
        }
        scalar[0] = (byte) ((scalar[0] & 0x3f) | 0x40);
        scalar[SCALAR_BYTES - 1] = (byte) (scalar[SCALAR_BYTES - 1] & 0xf8);
        BigInteger[] point = times(new BigInteger(1, scalar));
        Arrays.fill(hash, (byte) 0);
        Arrays.fill(scalar, (byte) 0);
        EdECPoint encoded = new EdECPoint(point[0].testBit(0), point[1]);
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, encoded));
    }

    private static BigInteger[] times(BigInteger scalar) {
        BigInteger[] sum = {BigInteger.ZERO, BigInteger.ONE};
        BigInteger[] base = {BASE_X, BASE_Y};
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            sum = plus(sum, sum);
            if (scalar.testBit(bit)) {
                sum = plus(sum, base);
            }
        }
        return sum;
    }

    /** The complete addition of a twisted Edwards curve. */
    private static BigInteger[] plus(BigInteger[] a, BigInteger[] b) {
        BigInteger cross =
                D.multiply(a[0]).multiply(b[0]).multiply(a[1]).multiply(b[1]).mod(P);
        BigInteger x = a[0].multiply(b[1]).add(b[0].multiply(a[1]));
        BigInteger y = a[1].multiply(b[1]).add(a[0].multiply(b[0]));
        return new BigInteger[] {
            x.multiply(BigInteger.ONE.add(cross).modInverse(P)).mod(P),
            y.multiply(BigInteger.ONE.subtract(cross).modInverse(P)).mod(P)
        };
    }
}
