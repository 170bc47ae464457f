using Monitor.Agent.Local;

namespace Monitor.Agent.Commands;

/// <summary>What a command talks through.</summary>
internal sealed record CommandConsole(TextReader In, TextWriter Out, TextWriter Error, Stream Log, bool CanAsk)
{
    public static CommandConsole System { get; } = new(
        Console.In, Console.Out, Console.Error, Console.OpenStandardOutput(), !Console.IsInputRedirected && !Console.IsOutputRedirected);

    /// <summary>The answer of a person, or a problem that names the option to give instead.</summary>
    public async Task<string> AskAsync(string question, string option, CancellationToken cancellationToken)
    {
        if (!CanAsk)
        {
            throw new AgentProblemException($"{option} is missing, and there is no terminal to ask at", 2);
        }

        await Out.WriteAsync(question);
        await Out.FlushAsync(cancellationToken);
        return (await In.ReadLineAsync(cancellationToken))?.Trim() ?? "";
    }
}
