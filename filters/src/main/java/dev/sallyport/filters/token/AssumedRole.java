// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.TokenRules.BodyFormat;
import dev.sallyport.filters.catalog.TokenStep;
import dev.sallyport.filters.credential.AwsCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.SignatureV4;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.signing.RequestSigner;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Mode {@code AWS_SIGV4} with a role: keys of an hour, from AWS's own token service or an endpoint of the operator's. */
final class AssumedRole implements TokenEndpoint {

    private static final Template AWS = Template.compile("https://sts.${region}.amazonaws.com/");
    private static final Template AWS_IN_CHINA = Template.compile("https://sts.${region}.amazonaws.com.cn/");
    private static final Template CUSTOM = Template.compile("${endpoint}");
    private static final String SECONDS = "3600";

    private final TokenExchange exchange;
    private final Clock clock;
    private final UniqueIds ids;
    private final Function<String, Template> builtin;

    AssumedRole(TokenExchange exchange, Clock clock, UniqueIds ids) {
        this(exchange, clock, ids, region -> region.startsWith("cn-") ? AWS_IN_CHINA : AWS);
    }

    /**
     * @param builtin where AWS's own token service of a region is
     */
    AssumedRole(TokenExchange exchange, Clock clock, UniqueIds ids, Function<String, Template> builtin) {
        this.exchange = exchange;
        this.clock = clock;
        this.ids = ids;
        this.builtin = builtin;
    }

    @Override
    public boolean renews(Credential credential) {
        return credential instanceof AwsCredential && credential.isRenewable();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        if (!(subject.connection().credential() instanceof AwsCredential credential) || credential.role() == null) {
            return failing("no_role");
        }
        StsSettings settings = new StsSettings(subject.integration(), subject.connection(), credential.scope());
        String region = settings.region();
        TokenCall call = region == null ? null : call(settings, credential.role(), region);
        if (call == null) {
            return failing(region == null ? "region_missing" : "sts_settings_missing");
        }
        return exchange.send(
                subject.integration(),
                call,
                (answer, asked) -> StsAnswer.toOutcome(answer, asked, credential),
                mayStillSend);
    }

    private @Nullable TokenCall call(StsSettings settings, AwsCredential.Role role, String region) {
        return settings.isCustom() ? toOwn(settings, role, region) : toAws(settings, role, region);
    }

    private @Nullable TokenCall toAws(StsSettings settings, AwsCredential.Role role, String region) {
        String id = settings.accessKeyId();
        String secret = settings.secretAccessKey();
        if (id == null || secret == null) {
            return null;
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("Action", "AssumeRole");
        parameters.put("Version", "2011-06-15");
        parameters.put("RoleArn", role.arn().reveal());
        parameters.put("RoleSessionName", "sallyport-" + ids.next().substring(16));
        parameters.put("DurationSeconds", SECONDS);
        if (role.externalId() != null) {
            parameters.put("ExternalId", role.externalId().reveal());
        }
        Variables variables = Variables.of(Map.of("region", region));
        SignatureV4 signature = new SignatureV4(id, SecretText.of(secret), region, "sts");
        return TokenCall.of(post(builtin.apply(region), BodyFormat.FORM), variables, parameters)
                .signedBy(RequestSigner.ofAws(signature, null, clock));
    }

    private static @Nullable TokenCall toOwn(StsSettings settings, AwsCredential.Role role, String region) {
        String endpoint = settings.endpoint();
        if (endpoint == null) {
            return null;
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("role_arn", role.arn().reveal());
        if (role.externalId() != null) {
            parameters.put("external_id", role.externalId().reveal());
        }
        parameters.put("region", region);
        String service = settings.service();
        if (service != null) {
            parameters.put("service", service);
        }
        return TokenCall.of(
                post(CUSTOM, BodyFormat.JSON),
                Variables.of(Map.of("endpoint", endpoint)),
                parameters,
                settings.authorization());
    }

    private static TokenStep post(Template url, BodyFormat format) {
        return new TokenStep(url, "POST", format, Map.of(), List.of());
    }

    private static Mono<TokenOutcome> failing(String reason) {
        return Mono.just(new Failing(reason, null));
    }
}
