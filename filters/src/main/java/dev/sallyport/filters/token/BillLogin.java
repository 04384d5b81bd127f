// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.NamedTemplate;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.catalog.TokenRules.BodyFormat;
import dev.sallyport.filters.catalog.TokenStep;
import dev.sallyport.filters.credential.BillCredential;
import dev.sallyport.filters.credential.BillCredential.Login;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.token.AnswerJudge.Verdict;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Mode {@code BILL}: a login that gives a session. */
final class BillLogin implements TokenEndpoint {

    /** A session without calls ends after 35 minutes, and no answer says so. */
    private static final Duration LIFE = Duration.ofMinutes(35);

    private static final AnswerJudge JUDGE = new AnswerJudge(Set.of(), Set.of(401));

    private final TokenExchange exchange;

    BillLogin(TokenExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public boolean renews(Credential credential) {
        return credential instanceof BillCredential;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        TokenRules rules = subject.provider().tokens();
        Template url = rules.tokenUrl();
        if (url == null || !(subject.connection().credential() instanceof BillCredential credential)) {
            return Mono.just(new TokenOutcome.Failing("no_token_url", null));
        }
        ConnectionVariables variables = new ConnectionVariables(subject.integration(), subject.connection());
        TokenCall call = TokenCall.of(step(url, rules.headers()), variables, parameters(credential.login()));
        return exchange.send(
                subject.integration(), call, (answer, asked) -> toOutcome(answer, asked, credential), mayStillSend);
    }

    private static TokenStep step(Template url, List<NamedTemplate> headers) {
        return new TokenStep(url, "POST", BodyFormat.JSON, Map.of(), headers);
    }

    private static Map<String, Object> parameters(Login login) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("username", login.username().reveal());
        parameters.put("password", login.password().reveal());
        parameters.put("organizationId", login.organizationId().reveal());
        parameters.put("devKey", login.devKey().reveal());
        return parameters;
    }

    private static TokenOutcome toOutcome(Answered answer, Instant asked, BillCredential before) {
        return switch (JUDGE.judge(answer, asked)) {
            case Verdict.Nothing(TokenOutcome outcome) -> outcome;
            case Verdict.Said(SecretMap object) -> granted(object, answer, asked, before);
        };
    }

    private static TokenOutcome granted(SecretMap object, Answered answer, Instant asked, BillCredential before) {
        String session = AnswerBody.text(object.reveal(), "sessionId");
        if (session == null) {
            return AnswerJudge.failing("no_token", answer, asked);
        }
        String user = AnswerBody.text(object.reveal(), "userId");
        if (!TokenAnswerReader.isPlain(session) || (user != null && !TokenAnswerReader.isPlain(user))) {
            return AnswerJudge.failing("unusable_token", answer, asked);
        }
        return new TokenOutcome.Granted(new BillCredential(
                before.login(), SecretText.of(session), userId(user, before), asked.plus(LIFE), object));
    }

    private static @Nullable SecretText userId(@Nullable String told, BillCredential before) {
        return told == null ? before.userId() : SecretText.of(told);
    }
}
