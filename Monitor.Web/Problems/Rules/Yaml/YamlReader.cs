using Monitor.Domain.Metrics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Monitor.Web.Problems.Rules.Yaml;

/// <summary>
/// Reads the small part of YAML that rules need: maps, lists and texts. Anchors, aliases, tags and further documents are refused, so that nothing is repeated,
/// nothing refers to types and nothing grows while it is read; length, depth and number of pieces are bounded.
/// </summary>
internal static class YamlReader
{
    public const int MostCharacters = 256 * 1024;
    private const int MostPieces = 20_000;
    private const int MostDepth = 10;

    /// <summary>Throws <see cref="YamlRefusedException"/>, whose message says what to do, for anything else than one such document.</summary>
    public static YamlNode Read(string text)
    {
        if (text.Length > MostCharacters)
        {
            throw new YamlRefusedException($"The file is too long: at most {MostCharacters / 1024} KB. Import it in parts.");
        }

        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                throw new YamlRefusedException("The file is empty.");
            }

            var pieces = 0;
            var root = Next(parser, 0, ref pieces);
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<StreamEnd>(out _) ? root : throw new YamlRefusedException("The file has more than one document. Import them one by one.");
        }
        catch (YamlException wrong)
        {
            throw new YamlRefusedException($"Line {wrong.Start.Line}: this is no YAML. {Clean(wrong.Message)}");
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // The scanner trips over some texts that are no YAML instead of saying so.
            throw new YamlRefusedException("This is no YAML.");
        }
    }

    private static YamlNode Next(Parser parser, int depth, ref int pieces)
    {
        if (++pieces > MostPieces || depth > MostDepth)
        {
            throw new YamlRefusedException($"The file has too many pieces (at most {MostPieces}) or is nested too deep (at most {MostDepth}).");
        }

        if (parser.Accept<AnchorAlias>(out var alias))
        {
            throw new YamlRefusedException($"Line {alias.Start.Line}: aliases are not taken. Write out what *{Clean(alias.Value.Value)} stands for.");
        }

        var line = (parser.Current as NodeEvent)?.Start.Line ?? 0;
        if (parser.Current is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
        {
            throw new YamlRefusedException($"Line {line}: anchors (&) and tags (!) are not taken. Take them out.");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlText(line, scalar.Value, scalar.Style == ScalarStyle.Plain);
        }

        return parser.TryConsume<SequenceStart>(out _) ? List(parser, line, depth, ref pieces) : Map(parser, line, depth, ref pieces);
    }

    private static YamlList List(Parser parser, long line, int depth, ref int pieces)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Next(parser, depth + 1, ref pieces));
        }

        return new YamlList(line, items);
    }

    private static YamlMap Map(Parser parser, long line, int depth, ref int pieces)
    {
        parser.Consume<MappingStart>();
        var items = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (Next(parser, depth + 1, ref pieces) is not YamlText key)
            {
                throw new YamlRefusedException($"Line {line}: a name is a plain text.");
            }

            if (!items.TryAdd(key.Text, Next(parser, depth + 1, ref pieces)))
            {
                throw new YamlRefusedException($"Line {key.Line}: {Clean(key.Text)} is said twice.");
            }
        }

        return new YamlMap(line, items);
    }

    private static string Clean(string text) => WholeText.Cut(text, 201);
}
