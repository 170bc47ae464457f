using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Domain.Notifications.Sending;

namespace Monitor.Web.Integrations;

/// <summary>One call of one webhook: signed, with a key that stays the same when it is repeated, and what the status means for trying again.</summary>
public sealed class WebhookSender(IDbContextFactory<MonitorDb> contexts, OutboundHttp http, WebhookSecrets secrets, TimeProvider time)
{
    public async Task<SendOutcome> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hook = await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(h => h.Id == delivery.TargetId, cancellationToken);
        if (hook is not { IsEnabled: true })
        {
            return SendOutcome.GiveUp("The webhook is switched off.");
        }

        if (secrets.Read(hook.Secret) is not { } secret)
        {
            return SendOutcome.GiveUp("The webhook's secret cannot be read with this server's keys. Give the webhook a new one.");
        }

        try
        {
            using var request = Request(hook, delivery, secret);
            using var answer = await http.SendAsync(request, cancellationToken);
            return Judge(answer);
        }
        catch (OutboundRefusedException refused)
        {
            return SendOutcome.GiveUp(refused.Message);
        }
        catch (HttpRequestException failed)
        {
            return SendOutcome.Outage($"The receiver cannot be reached ({failed.HttpRequestError}).");
        }
    }

    private HttpRequestMessage Request(Webhook hook, Delivery delivery, string secret)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new StringContent(delivery.Text, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("User-Agent", "Monitor-Webhook/1");
        request.Headers.Add("Idempotency-Key", KeyOf(delivery).ToString());
        request.Headers.Add("Monitor-Event", delivery.Subject);
        request.Headers.Add("Monitor-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Monitor-Signature", WebhookSignature.Of(secret, timestamp, delivery.Text));
        return request;
    }

    /// <summary>The same for each attempt, another for each notice, also after a restore.</summary>
    private static Guid KeyOf(Delivery delivery) => new(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{delivery.Key} {delivery.CreatedAt.ToUnixTimeMilliseconds()}"))).AsSpan(0, 16));

    private SendOutcome Judge(HttpResponseMessage answer)
    {
        var code = (int)answer.StatusCode;
        return code switch
        {
            >= 200 and < 300 => SendOutcome.Sent,
            >= 300 and < 400 => SendOutcome.GiveUp($"The receiver answered {code}: redirects are not followed. Enter the address that it leads to."),
            429 => SendOutcome.Outage($"The receiver wants less at a time ({code}).", RetryAfter(answer)),
            502 or 503 or 504 => SendOutcome.Outage($"The receiver is in trouble ({code}).", RetryAfter(answer)),
            408 or 425 => SendOutcome.TryAgain($"The receiver wants less at a time ({code}).", RetryAfter(answer)),
            >= 500 => SendOutcome.TryAgain($"The receiver is in trouble ({code}).", RetryAfter(answer)),
            _ => SendOutcome.GiveUp($"The receiver refuses it for good ({code})."),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}
