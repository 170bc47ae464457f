using System.Runtime.InteropServices;

namespace Monitor.Tests.Detection.Recordings;

/// <summary>Memory that is really there, page by page, and really goes when it is given back.</summary>
internal sealed class HeldMemory : IDisposable
{
    public const int BlockBytes = 1 << 20;

    private static readonly byte[] Content = new byte[BlockBytes];

    private readonly Stack<nint> _blocks = [];

    public void Resize(int blocks)
    {
        while (_blocks.Count < blocks)
        {
            var block = Marshal.AllocHGlobal(BlockBytes);
            Marshal.Copy(Content, 0, block, BlockBytes);
            _blocks.Push(block);
        }

        while (_blocks.Count > blocks)
        {
            Marshal.FreeHGlobal(_blocks.Pop());
        }
    }

    public void Dispose() => Resize(0);
}
