namespace Monitor.Web.Problems.Rules.Yaml;

/// <summary>A piece of a file of ours, with the line on which it begins.</summary>
internal abstract record YamlNode(long Line);

internal sealed record YamlText(long Line, string Text, bool IsPlain) : YamlNode(Line)
{
    /// <summary>Written as nothing, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null";
}

internal sealed record YamlList(long Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line);

internal sealed record YamlMap(long Line, IReadOnlyDictionary<string, YamlNode> Items) : YamlNode(Line);

/// <summary>What is wrong with a file, with the line where there is one.</summary>
internal sealed class YamlRefusedException(string message) : Exception(message);
