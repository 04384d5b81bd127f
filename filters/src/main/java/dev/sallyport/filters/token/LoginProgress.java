// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.JwtRules;
import dev.sallyport.filters.catalog.LoginRules.AnswerPaths;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.catalog.TokenStep;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.credential.TwoStepCredential;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.template.Variables;
import dev.sallyport.filters.token.AnswerJudge.Verdict;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one login has learned so far. Of one chain, so never used by two threads at once. */
final class LoginProgress {

    private static final List<String> USUAL_PATHS = List.of("access_token", "token");

    private final TokenRules rules;
    private final TwoStepCredential credential;
    private final Variables connection;
    private final boolean isRenewal;
    private final Map<String, Object> said = new LinkedHashMap<>();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final @Nullable SecretText signed;
    private final @Nullable SecretText assertion;

    private Map<String, Object> last = Map.of();
    private Instant asked;

    private LoginProgress(Subject subject, Instant now, boolean isRenewal) {
        this.rules = subject.provider().tokens();
        this.credential = (TwoStepCredential) subject.connection().credential();
        this.connection = withOptions(new ConnectionVariables(subject.integration(), subject.connection()));
        this.isRenewal = isRenewal;
        this.asked = now;
        this.signed = isRenewal ? null : signed(rules.jwt(), now);
        this.assertion = isRenewal ? null : signed(rules.login().assertion(), now);
    }

    /**
     * @throws UnusableKeyException when the provider wants a signed token and nothing can be signed with the key
     */
    static LoginProgress of(Subject subject, Instant now, boolean isRenewal) {
        return new LoginProgress(subject, now, isRenewal);
    }

    void asked(Instant now) {
        asked = now;
    }

    Instant asked() {
        return asked;
    }

    boolean hasBegun() {
        return !said.isEmpty();
    }

    TokenCall call(TokenStep step) {
        return TokenCall.of(step, this::lookup, TokenParameters.render(step.params(), this::lookup));
    }

    /** Takes in what a step answered; null when the login may go on, else what it has come to. */
    @Nullable
    TokenOutcome learn(LoginAnswer answer, AnswerJudge judge) {
        Map<String, Object> object = new LinkedHashMap<>(answer.headers());
        if (!(answer.isInHeaders() && answer.answer().status() / 100 == 2)) {
            switch (judge.judge(answer.answer(), asked)) {
                case Verdict.Nothing(TokenOutcome outcome) -> {
                    return outcome;
                }
                case Verdict.Said(SecretMap body) -> object.putAll(body.reveal());
            }
        }
        cookies.putAll(answer.cookies());
        last = object;
        said.put("step" + (said.size() + 1), object);
        return null;
    }

    /** Of the last answer. */
    TokenOutcome toOutcome(Answered answer) {
        AnswerPaths paths = rules.login().answer();
        String token = token(paths);
        if (token == null) {
            return AnswerJudge.failing("no_token", answer, asked);
        }
        String refreshToken = paths.refreshToken() == null ? null : AnswerBody.text(last, paths.refreshToken());
        if (!TokenAnswerReader.isPlain(token) || (refreshToken != null && !TokenAnswerReader.isPlain(refreshToken))) {
            return AnswerJudge.failing("unusable_token", answer, asked);
        }
        return new TokenOutcome.Granted(new TwoStepCredential(
                credential.own(),
                SecretText.of(token),
                refreshToken == null && isRenewal ? credential.refreshToken() : SecretText.ofNullable(refreshToken),
                LoginLife.endOf(last, rules, token, refreshToken, asked),
                SecretText.ofNullable(cookies.isEmpty() ? null : joined(cookies)),
                SecretMap.of(last)));
    }

    private @Nullable String token(AnswerPaths paths) {
        if (paths.token() != null) {
            return AnswerBody.text(last, paths.token());
        }
        for (String path : USUAL_PATHS) {
            String token = AnswerBody.text(last, path);
            if (token != null) {
                return token;
            }
        }
        return null;
    }

    private @Nullable String lookup(String name) {
        return switch (name) {
            case "token" -> signed == null ? connection.lookup(name) : signed.reveal();
            case "assertion", "credentials.assertion" ->
                assertion == null ? connection.lookup(name) : assertion.reveal();
            case "credentials._cookies" -> cookies.isEmpty() ? connection.lookup(name) : joined(cookies);
            default -> name.startsWith("step") ? AnswerBody.text(said, name) : connection.lookup(name);
        };
    }

    private @Nullable SecretText signed(@Nullable JwtRules of, Instant now) {
        return of == null ? null : JwtMaker.make(of, connection, now);
    }

    /** What an assertion is made of besides the credential is kept with it. */
    private static Variables withOptions(Variables connection) {
        return name -> connection.lookup(
                name.startsWith("assertionOption.")
                        ? "credentials." + name.substring("assertionOption.".length())
                        : name);
    }

    private static String joined(Map<String, String> cookies) {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + '=' + cookie.getValue())
                .collect(Collectors.joining("; "));
    }
}
