using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Tests.Soundness;

/// <summary>An engine that runs generated programs.</summary>
interface IProgramRunner
{
    /// <summary>Runs a program and tells what is seen from outside, a line each: of the instantiation of every module and of every call.</summary>
    /// <remarks>
    /// A line is the results in decimal numbers, or "!" and a trap; behind each call follow, by module, " ~" with its digest and " #" with
    /// the hash of its memory.
    /// </remarks>
    string[] Run(GeneratedProgram program);
}
