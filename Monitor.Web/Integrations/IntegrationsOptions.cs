using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Monitor.Web.Integrations;

/// <summary>What the product may call; section <c>Integrations</c>.</summary>
public sealed class IntegrationsOptions : IValidatableObject
{
    public const string Section = "Integrations";

    /// <summary>Networks that webhooks may reach although they are private, separated by commas, such as 10.1.0.0/16, 192.168.7.9.</summary>
    public string AllowedNetworks { get; set; } = "";

    public IReadOnlyList<IPNetwork> Networks => [.. Parts.Select(Parse).OfType<IPNetwork>()];

    private IEnumerable<string> Parts => AllowedNetworks.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var part in Parts.Where(p => Parse(p) is null))
        {
            yield return new ValidationResult($"Integrations:AllowedNetworks: `{part}` is neither an address nor a network such as 10.1.0.0/16.");
        }
    }

    private static IPNetwork? Parse(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;
}
