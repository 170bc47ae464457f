using System.Runtime.CompilerServices;

namespace Monitor.Tests.Support;

/// <summary>Waits for a condition instead of sleeping. The guard is generous: it only keeps a broken test from hanging.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    public static Task True(Func<bool> condition, TimeSpan? guard = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        TrueAsync(() => Task.FromResult(condition()), guard, what);

    public static async Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan? guard = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > (guard ?? Guard))
            {
                Assert.Fail($"Did not come true within {(guard ?? Guard).TotalSeconds:0} s: {what}");
            }

            await Task.Delay(20);
        }
    }
}
