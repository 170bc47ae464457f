using Monitor.Domain.Metrics.Topology;
using Monitor.Web.Problems.Rules.Yaml;

namespace Monitor.Web.Metrics.Topology;

/// <summary>Reads a topology from a file of ours, whole or not at all. <see cref="TopologyYamlText"/> writes the same.</summary>
public static class TopologyYaml
{
    public const string Version = "monitor-topology";

    /// <summary>The file, or what is wrong with it and on which line.</summary>
    public static (TopologyDocument? Document, string? Error) Read(string text)
    {
        try
        {
            var file = new YamlFields(YamlReader.Read(text), "the file");
            if (file.Text(Version) != "1")
            {
                return (null, $"The file does not begin with {Version}: 1, so it is none that this version reads.");
            }

            var document = new TopologyDocument(
                [.. file.List("hosts").Select(n => Host(new YamlFields(n, "a host")))], [.. file.List("services").Select(n => Service(new YamlFields(n, "a service")))]);
            file.Done();
            return (document, null);
        }
        catch (YamlRefusedException refused)
        {
            return (null, refused.Message);
        }
    }

    private static TopologyHostEntry Host(YamlFields fields)
    {
        var entry = new TopologyHostEntry(Name(fields, "host"), Names(fields, "behind"));
        fields.Done();
        return entry;
    }

    private static TopologyServiceEntry Service(YamlFields fields)
    {
        var entry = new TopologyServiceEntry(
            Name(fields, "service"), fields.Find("belongs") is null ? null : fields.Text("belongs"), Names(fields, "runs-on"), Names(fields, "depends-on"), Names(fields, "calls"));
        fields.Done();
        return entry;
    }

    private static TopologyName Name(YamlFields fields, string name) => new(fields.Required(name), fields.Find(name)!.Line);

    private static IReadOnlyList<TopologyName> Names(YamlFields fields, string name) => [.. fields.Texts(name).Select(t => new TopologyName(t.Text, t.Line))];
}
