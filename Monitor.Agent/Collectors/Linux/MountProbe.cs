using System.Text;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>
/// Asks file systems on a thread of its own, because a network file system whose server is gone holds the asking thread in the kernel. Such a mount
/// is left alone until that one call returns; the others are asked by a new thread, so at most one thread hangs for each mount that hangs.
/// </summary>
internal sealed class MountProbe(Func<byte[], FileSystemUse?> ask, TimeSpan patience) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _done = new(true);
    private Worker? _worker;

    /// <summary>Fills in each target's use; a target that did not answer in time has none.</summary>
    public void Ask(List<MountTarget> targets)
    {
        lock (_lock)
        {
            foreach (var target in targets)
            {
                target.Use = null;
            }

            _done.Reset();
            _worker ??= new Worker(this);
            _worker.Start(targets);
        }

        if (!_done.Wait(patience))
        {
            lock (_lock)
            {
                // Still stuck: this worker is given up with the mount it is in, and ends when the call returns.
                if (!_done.IsSet)
                {
                    _worker = null;
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _worker?.End();
            _worker = null;
        }
    }

    internal sealed class MountTarget(string path)
    {
        public string Path { get; } = path;

        public byte[] NullTerminated { get; } = Encoding.UTF8.GetBytes(path + "\0");

        public FileSystemUse? Use { get; set; }

        /// <summary>A call is in the kernel right now.</summary>
        public bool IsAsked { get; set; }
    }

    private sealed class Worker
    {
        private readonly MountProbe _probe;
        private readonly SemaphoreSlim _wake = new(0);
        private List<MountTarget>? _targets;

        public Worker(MountProbe probe)
        {
            _probe = probe;
            new Thread(Run, 256 * 1024) { IsBackground = true, Name = "mounts" }.Start();
        }

        public void Start(List<MountTarget> targets)
        {
            _targets = targets;
            _wake.Release();
        }

        public void End()
        {
            _targets = null;
            _wake.Release();
        }

        private void Run()
        {
            while (true)
            {
                _wake.Wait();
                if (_targets is not { } targets || !AskAll(targets))
                {
                    return;
                }
            }
        }

        private bool AskAll(List<MountTarget> targets)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                var target = targets[i];
                lock (_probe._lock)
                {
                    if (target.IsAsked)
                    {
                        continue;
                    }

                    target.IsAsked = true;
                }

                var use = _probe.Answer(target);
                lock (_probe._lock)
                {
                    target.IsAsked = false;
                    if (_probe._worker != this)
                    {
                        return false;
                    }

                    target.Use = use;
                }
            }

            lock (_probe._lock)
            {
                if (_probe._worker != this)
                {
                    return false;
                }

                _probe._done.Set();
                return true;
            }
        }
    }

    private FileSystemUse? Answer(MountTarget target)
    {
        try
        {
            return ask(target.NullTerminated);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }
}
