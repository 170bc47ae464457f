using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Monitor.Web.Store;

public enum CommitPhase
{
    BeforeCommit,
    AfterCommit,
}

/// <summary>
/// The two moments at which a death of the process matters most, so that tests can choose them: <c>Ingest:KillAt</c> kills the process there as
/// <c>kill -9</c> does; a test in the same process sets <see cref="Hook"/> and throws.
/// </summary>
public sealed class CommitFaults(IOptions<IngestOptions> options)
{
    public Action<CommitPhase>? Hook { get; set; }

    public void Reach(CommitPhase phase)
    {
        Hook?.Invoke(phase);
        if (options.Value.KillAt == (phase == CommitPhase.BeforeCommit ? "before-commit" : "after-commit"))
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
