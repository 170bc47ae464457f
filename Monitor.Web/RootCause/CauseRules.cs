using Microsoft.Extensions.Options;
using Monitor.Domain.RootCause.Rules;
using Monitor.Web.Hosting;

namespace Monitor.Web.RootCause;

/// <summary>The rules that count here: the shipped ones, and the administrator's own. A file that cannot be read stops the start with what to change in it.</summary>
public sealed class CauseRules(IOptions<RootCauseOptions> options)
{
    private const int MostBytes = 1 << 20;

    public IReadOnlyList<CauseRule> All { get; } = Read(options.Value.RulesFile);

    private static IReadOnlyList<CauseRule> Read(string? file)
    {
        if (string.IsNullOrWhiteSpace(file))
        {
            return CauseRuleFile.Shipped;
        }

        try
        {
            var info = new FileInfo(file);
            var own = info.Length > MostBytes ? throw new FormatException("It is over 1 MB.") : CauseRuleFile.Parse(File.ReadAllText(file));
            var failed = own.SelectMany(r => r.Tests.Select(t => (r.Rule.Name, Failure: t.Run(r.Rule)))).FirstOrDefault(t => t.Failure is not null);
            return failed.Failure is not null
                ? throw new FormatException($"A test of the rule {failed.Name} {failed.Failure}.")
                : [.. own.Select(r => r.Rule), .. CauseRuleFile.Shipped.Where(s => own.All(o => o.Rule.Name != s.Name))];
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartupException($"RootCause:RulesFile {file} cannot be used: {wrong.Message}", "wrong setting", wrong);
        }
    }
}
