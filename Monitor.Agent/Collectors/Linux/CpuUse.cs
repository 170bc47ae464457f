namespace Monitor.Agent.Collectors.Linux;

/// <summary>Shares of CPU time between two looks. Used is all that is neither idle nor waiting for a disk.</summary>
internal sealed class CpuUse
{
    private readonly ulong[] _delta = new ulong[8];
    private CpuTimes _last;
    private ulong _total;
    private bool _known;

    public double UsedPercent => PercentShare.Of(_total - _delta[3] - _delta[4], _total);

    /// <param name="mode">In the order of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal.</param>
    public double ModePercent(int mode) => PercentShare.Of(_delta[mode], _total);

    /// <summary>False when there is nothing to compare with: the first look, a counter that went back, or no time gone by.</summary>
    public bool Next(in CpuTimes now)
    {
        var before = _last;
        var comparable = _known && now.User >= before.User && now.Nice >= before.Nice && now.System >= before.System && now.Irq >= before.Irq
            && now.SoftIrq >= before.SoftIrq && now.Steal >= before.Steal;
        _last = now;
        _known = true;
        if (!comparable)
        {
            return false;
        }

        _delta[0] = now.User - before.User;
        _delta[1] = now.Nice - before.Nice;
        _delta[2] = now.System - before.System;
        // proc(5): idle and iowait are estimates that may fall back a little; that is no reset.
        _delta[3] = now.Idle > before.Idle ? now.Idle - before.Idle : 0;
        _delta[4] = now.IoWait > before.IoWait ? now.IoWait - before.IoWait : 0;
        _delta[5] = now.Irq - before.Irq;
        _delta[6] = now.SoftIrq - before.SoftIrq;
        _delta[7] = now.Steal - before.Steal;
        _total = 0;
        foreach (var part in _delta)
        {
            _total += part;
        }

        return _total > 0;
    }
}
