// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.catalog.JwtRules.SecretEncoding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how a provider's tokens are made: {@code signature} with {@code token}, and {@code assertion}. */
final class JwtReader {

    private static final List<String> PROTOCOLS = List.of("RSA", "EC", "HMAC", "WSSE");
    private static final List<String> ENCODINGS = List.of("hex", "utf8", "base64");
    private static final List<String> KINDS = List.of("jwt", "saml");

    private static final List<String> ALGORITHMS = List.of(
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256", "HS384", "HS512");

    private static final Duration LIFE_OF_ASSERTION = Duration.ofHours(1);
    private static final String ALG = "alg";

    private JwtReader() {}

    /** Null for WSSE, whose token is none of these, and where the provider describes none. */
    static @Nullable JwtRules token(Map<String, Field> provider) {
        Field signature = provider.get("signature");
        Field token = provider.get("token");
        if (signature == null || token == null) {
            return null;
        }
        Map<String, Field> how = signature.fields();
        String protocol = required(signature, how, "protocol").oneOf(PROTOCOLS);
        Field life = required(token, token.fields(), "expires_in_ms");
        if (protocol.equals("WSSE")) {
            life.wholeNumber();
            return null;
        }
        return rules(
                token,
                "signing_key",
                protocol.equals("HMAC") ? encoding(how) : null,
                Duration.ofMillis(life.wholeNumber()));
    }

    /** Null where there is none, and for SAML's, which a connection brings along ready-made. */
    static @Nullable JwtRules assertion(@Nullable Field assertion) {
        if (assertion == null) {
            return null;
        }
        Map<String, Field> fields = assertion.fields();
        if (required(assertion, fields, "type").oneOf(KINDS).equals("saml")) {
            return null;
        }
        Field life = fields.get("lifetimeInSeconds");
        return rules(assertion, "key", null, life == null ? LIFE_OF_ASSERTION : Duration.ofSeconds(life.wholeNumber()));
    }

    /** Of a WSSE token; null where nobody says. */
    static @Nullable Duration life(@Nullable Field token) {
        Field life = token == null ? null : token.fields().get("expires_in_ms");
        return life == null ? null : Duration.ofMillis(life.wholeNumber());
    }

    private static JwtRules rules(Field description, String key, @Nullable SecretEncoding secret, Duration life) {
        Map<String, Field> fields = description.fields();
        Map<String, Object> header = new LinkedHashMap<>(TokenReader.params(fields.get("header")));
        header.remove(ALG);
        return new JwtRules(
                algorithm(fields.get("header")),
                required(description, fields, key).template(),
                secret,
                life,
                header,
                TokenReader.params(fields.get("payload")));
    }

    private static @Nullable String algorithm(@Nullable Field header) {
        Field algorithm = header == null ? null : header.fields().get(ALG);
        return algorithm == null ? null : algorithm.oneOf(ALGORITHMS);
    }

    private static SecretEncoding encoding(Map<String, Field> signature) {
        Field encoding = signature.get("hmac_secret_encoding");
        return encoding == null
                ? SecretEncoding.HEX
                : SecretEncoding.valueOf(encoding.oneOf(ENCODINGS).toUpperCase(Locale.ROOT));
    }

    private static Field required(Field holder, Map<String, Field> fields, String name) {
        Field field = fields.get(name);
        if (field == null) {
            throw holder.unexpected(name + " in it");
        }
        return field;
    }
}
