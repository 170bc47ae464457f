using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Monitor.Domain.Metrics.Topology;

namespace Monitor.Web.Metrics.Topology;

/// <summary>Writes a topology as a file that <see cref="TopologyYaml"/> reads: every text is quoted as in JSON, so that none is taken for anything else.</summary>
public static class TopologyYamlText
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(TopologyDocument document)
    {
        var text = new StringBuilder().Append(TopologyYaml.Version).Append(": 1\n");
        text.Append(document.Hosts.Count == 0 ? "hosts: []\n" : "hosts:\n");
        foreach (var host in document.Hosts)
        {
            text.Append("  - host: ").Append(Quoted(host.Host.Text)).Append('\n');
            List(text, "behind", host.Behind);
        }

        text.Append(document.Services.Count == 0 ? "services: []\n" : "services:\n");
        foreach (var service in document.Services)
        {
            text.Append("  - service: ").Append(Quoted(service.Service.Text)).Append('\n');
            if (!string.IsNullOrEmpty(service.Matchers))
            {
                text.Append("    belongs: ").Append(Quoted(service.Matchers)).Append('\n');
            }

            List(text, "runs-on", service.RunsOn);
            List(text, "depends-on", service.DependsOn);
            List(text, "calls", service.Calls);
        }

        return text.ToString();
    }

    private static void List(StringBuilder text, string name, IReadOnlyList<TopologyName> names)
    {
        if (names.Count > 0)
        {
            text.Append("    ").Append(name).Append(": [").AppendJoin(", ", names.Select(n => Quoted(n.Text))).Append("]\n");
        }
    }

    private static string Quoted(string value) => JsonSerializer.Serialize(value, Json);
}
