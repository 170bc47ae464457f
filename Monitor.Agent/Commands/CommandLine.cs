using Monitor.Agent.Local;

namespace Monitor.Agent.Commands;

/// <summary>A verb, its words and its options: <c>--name value</c> or <c>--name=value</c>; switches take no value.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    private CommandLine(string verb) => Verb = verb;

    public string Verb { get; }

    /// <summary>What stands without a name.</summary>
    public List<string> Words { get; } = [];

    public string? this[string name] => _options.GetValueOrDefault(name);

    public bool Has(string name) => _options.ContainsKey(name);

    public string OwnFolder =>
        Path.GetFullPath(this["data"] ?? Path.Combine(Environment.GetEnvironmentVariable("MONITOR_DATA") ?? "data", "agent"));

    /// <summary>A value is never repeated in a message: it may be a secret.</summary>
    public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlySet<string> withValue, IReadOnlySet<string> switches, int mostWords = 0)
    {
        var line = new CommandLine(arguments.Count > 0 ? arguments[0] : "");
        for (var i = 1; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                if (line.Words.Count < mostWords)
                {
                    line.Words.Add(argument);
                    continue;
                }

                throw new AgentProblemException($"The {i + 1}. argument is not an option: options start with --", 2);
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = argument[2..(equals < 0 ? argument.Length : equals)];
            if (switches.Contains(name) && equals < 0)
            {
                line._options[name] = "";
            }
            else if (!withValue.Contains(name))
            {
                throw new AgentProblemException($"There is no option --{name} here: 'agent help' lists them", 2);
            }
            else if (equals >= 0)
            {
                line._options[name] = argument[(equals + 1)..];
            }
            else if (++i < arguments.Count)
            {
                line._options[name] = arguments[i];
            }
            else
            {
                throw new AgentProblemException($"--{name} needs a value", 2);
            }
        }

        return line;
    }
}
