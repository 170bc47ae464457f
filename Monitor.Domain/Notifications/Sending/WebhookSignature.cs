using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Monitor.Domain.Notifications.Sending;

/// <summary>Proves to the receiver that a call comes from here, is unchanged, and when it was made: HMAC-SHA256 over <c>timestamp.body</c>.</summary>
public static class WebhookSignature
{
    /// <param name="secret">As it was shown.</param>
    /// <param name="timestamp">Unix seconds.</param>
    public static string Of(string secret, long timestamp, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}.{body}"));
        return "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
