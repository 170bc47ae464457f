using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Monitor.Web.Store.Sealing;

/// <summary>Lets a fault test kill the process in the middle of sealing; otherwise does nothing.</summary>
public sealed class SealFaults(IOptions<SealOptions> options)
{
    private readonly SealPhase _killAt = options.Value.KillAt;

    internal void Reach(SealPhase phase)
    {
        if (_killAt == phase && phase != SealPhase.None)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
