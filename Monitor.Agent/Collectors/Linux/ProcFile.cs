using Microsoft.Win32.SafeHandles;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>A file of /proc that stays open and is read from its start each time, into a buffer that is kept.</summary>
internal sealed class ProcFile(string path) : IDisposable
{
    private SafeFileHandle? _handle;
    private byte[] _buffer = new byte[8192];

    /// <summary>The text now; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read()
    {
        try
        {
            _handle ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ReadAll(_handle);
        }
        catch (IOException)
        {
            // The next tick opens it anew: a kept handle can go stale, for example when /proc is mounted again.
            Dispose();
            throw;
        }
    }

    private ReadOnlySpan<byte> ReadAll(SafeFileHandle handle)
    {
        var length = 0;
        while (true)
        {
            var read = RandomAccess.Read(handle, _buffer.AsSpan(length), length);
            if (read == 0)
            {
                return _buffer.AsSpan(0, length);
            }

            length += read;
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }
    }

    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }
}
