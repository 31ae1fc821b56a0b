using System.Runtime.InteropServices;
using Lode.Usage.Running;

namespace Lode.Usage.Interop;

/// <summary>Why a command did not start.</summary>
static class SpawnError
{
    public static IOException ToException(int error, CommandLine command)
    {
        string name = System.Text.Encoding.UTF8.GetString(command[0]);
        string reason = Marshal.GetPInvokeErrorMessage(error);
        return error switch
        {
            ProcessCalls.NoEntry or ProcessCalls.NotDirectory => new CommandNotFoundException(
                $"{name}: not found{(name.Contains('/') ? " (or the interpreter that it names is not there)" : " in PATH")}"),
            ProcessCalls.NotAFormat => new CommandNotExecutableException($"{name}: neither a program nor a script that begins with #!"),
            ProcessCalls.TryAgain or ProcessCalls.NoMemory => new IOException($"{name}: the system could not start a process: {reason}"),
            _ => new CommandNotExecutableException($"{name}: cannot be run: {reason}"),
        };
    }
}
