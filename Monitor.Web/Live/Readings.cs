namespace Monitor.Web.Live;

/// <summary>
/// The readings of a screen, which overlap where a change elsewhere and a click each ask for one. One that ends after another that began later has put older data in its
/// place, and reads again. Used on the screen's own thread.
/// </summary>
internal sealed class Readings
{
    /// <summary>A screen on which something is always overtaken stays behind until its next reading.</summary>
    private const int Most = 3;

    private int _begun;
    private int _ended;

    public async Task RunAsync(Func<Task> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reading = ++_begun;
            await read();
            if (reading > _ended || attempt == Most)
            {
                _ended = Math.Max(_ended, reading);
                return;
            }
        }
    }
}
