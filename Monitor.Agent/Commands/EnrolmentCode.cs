using Monitor.Domain.Access;

namespace Monitor.Agent.Commands;

/// <summary>
/// What the Add host page gives out: a one-time token, followed by a point and the SHA-256 of the server's certificate where the server made its own.
/// </summary>
internal sealed record EnrolmentCode(string Token, string? Pin)
{
    private const int PinLength = 64;

    public static EnrolmentCode? TryParse(string text)
    {
        var trimmed = text.Trim();
        var point = trimmed.LastIndexOf('.');
        var token = point < 0 ? trimmed : trimmed[..point];
        var pin = point < 0 ? null : trimmed[(point + 1)..].ToLowerInvariant();
        if (pin is not null && (pin.Length != PinLength || !pin.All(char.IsAsciiHexDigitLower)))
        {
            return null;
        }

        return Secret.TryParse(token, Secret.EnrolmentPrefix, out _) ? new EnrolmentCode(token, pin) : null;
    }

    public override string ToString() => "an enrolment token";
}
