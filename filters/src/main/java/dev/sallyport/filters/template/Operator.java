// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.crypto.Digests;
import dev.sallyport.filters.crypto.Pem;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The functions of the template language. */
enum Operator {
    BASE64("base64", Arguments.WHOLE),
    SHA256_HEX("sha256Hex", Arguments.WHOLE),
    SHA256_BASE64("sha256Base64", Arguments.WHOLE),
    HMAC_SHA1_HEX("hmacSha1Hex", Arguments.MESSAGE_AND_KEY),
    ED25519_SIGN("ed25519Sign", Arguments.MESSAGE_AND_KEY),
    AWS_SIG_V4("awsSigV4", Arguments.LIST),
    FINGERPRINT("fingerprint", Arguments.WHOLE);

    /** How the text between the parentheses divides. */
    enum Arguments {
        /** One argument, commas included. */
        WHOLE,
        /** Two, divided at the last comma, so that a message may hold commas. */
        MESSAGE_AND_KEY,
        /** Divided at every comma. */
        LIST
    }

    private static final Map<String, Operator> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Operator::functionName, Function.identity()));

    private final String functionName;
    private final Arguments arguments;

    Operator(String functionName, Arguments arguments) {
        this.functionName = functionName;
        this.arguments = arguments;
    }

    static @Nullable Operator named(String functionName) {
        return BY_NAME.get(functionName);
    }

    String functionName() {
        return functionName;
    }

    Arguments arguments() {
        return arguments;
    }

    boolean takes(int count) {
        return switch (arguments) {
            case WHOLE -> count == 1;
            case MESSAGE_AND_KEY -> count == 2;
            case LIST -> count == 4 || count == 5;
        };
    }

    /** Whether its value depends on its arguments only. */
    boolean isPure() {
        return this != AWS_SIG_V4;
    }

    /** What it looks up besides its arguments. */
    List<String> variables() {
        return this == AWS_SIG_V4 ? AwsSignature.VARIABLES : List.of();
    }

    /** Null when the arguments do not fit, such as an unreadable key. */
    @Nullable
    String apply(String[] values, Rendering rendering) {
        return switch (this) {
            case BASE64 -> base64(values[0].getBytes(UTF_8));
            case SHA256_HEX -> Digests.sha256Hex(values[0].getBytes(UTF_8));
            case SHA256_BASE64 -> base64(Digests.sha256(values[0].getBytes(UTF_8)));
            case HMAC_SHA1_HEX -> hmacSha1(values[0], values[1]);
            case ED25519_SIGN -> Pem.signEd25519(values[0], values[1]);
            case AWS_SIG_V4 -> AwsSignature.authorization(values, rendering);
            case FINGERPRINT -> Pem.fingerprint(values[0]);
        };
    }

    private static @Nullable String hmacSha1(String message, String key) {
        // Without a key anyone could make the same signature.
        return key.isEmpty() ? null : HexFormat.of().formatHex(Digests.hmac("HmacSHA1", key.getBytes(UTF_8), message));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
