// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.JwtRules;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.minting.JwtMinter;
import dev.sallyport.filters.minting.SigningKey;
import dev.sallyport.filters.template.Variables;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the JSON Web Tokens that the catalogue describes, of a connection's values. Takes a millisecond of CPU. */
final class JwtMaker {

    private static final String ID = ".id";
    private static final String SECRET = ".secret";

    private JwtMaker() {}

    /**
     * Null when the connection has no value for the key.
     *
     * @throws UnusableKeyException when nothing can be signed with it
     */
    static @Nullable SecretText make(JwtRules rules, Variables connection, Instant now) {
        Variables variables = withParts(connection);
        String key = rules.key().render(variables);
        if (key == null) {
            return null;
        }
        Map<String, Object> header = TokenParameters.render(rules.header(), variables);
        Map<String, Object> claims = TokenParameters.render(rules.claims(), variables);
        claims.replaceAll((_, claim) -> claim instanceof List<?> list ? separated(list) : claim);
        claims.values().removeIf(claim -> claim instanceof List<?> list && list.isEmpty());
        try {
            return JwtMinter.mint(header, claims, key(rules, SecretText.of(key)), now, rules.life());
        } catch (IllegalArgumentException e) {
            throw new UnusableKeyException(e);
        }
    }

    private static SigningKey key(JwtRules rules, SecretText text) {
        return rules.secret() == null
                ? SigningKey.ofPrivate(text, rules.algorithm())
                : SigningKey.ofSecret(text, rules.secret(), rules.algorithm());
    }

    /** One value of a connection may stand for several of a claim, with commas between them. */
    private static List<Object> separated(List<?> claim) {
        return claim.stream()
                .flatMap(item -> item instanceof String text
                        ? Arrays.stream(text.split(",", -1)).map(String::strip).filter(part -> !part.isEmpty())
                        : List.of(item).stream())
                .map(Object.class::cast)
                .toList();
    }

    /** Some keys are handed around as {@code id:secret}; templates name the halves. */
    private static Variables withParts(Variables connection) {
        return name -> {
            String whole = connection.lookup(name);
            if (whole != null) {
                return whole;
            }
            if (name.endsWith(ID)) {
                return part(connection.lookup(name.substring(0, name.length() - ID.length())), true);
            }
            return name.endsWith(SECRET)
                    ? part(connection.lookup(name.substring(0, name.length() - SECRET.length())), false)
                    : null;
        };
    }

    private static @Nullable String part(@Nullable String pair, boolean first) {
        int colon = pair == null ? -1 : pair.indexOf(':');
        if (pair == null || colon < 0) {
            return null;
        }
        return first ? pair.substring(0, colon) : pair.substring(colon + 1);
    }
}
