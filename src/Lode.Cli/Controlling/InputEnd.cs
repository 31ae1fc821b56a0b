using Microsoft.Win32.SafeHandles;

namespace Lode.Cli.Controlling;

/// <summary>Notices that standard input has ended: whoever held its other end is gone, however it ended.</summary>
static class InputEnd
{
    /// <summary>Waits on a thread of its own.</summary>
    public static void Watch(Action ended)
    {
        Thread thread = new(() =>
        {
            try
            {
                using FileStream input = new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
                byte[] ignored = new byte[256];
                while (input.Read(ignored) > 0)
                {
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                // Closed, or never open: it has ended.
            }
            ended();
        })
        {
            IsBackground = true,
            Name = "standard input",
        };
        thread.Start();
    }
}
