using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Compiles every function that validation shows.</summary>
/// <param name="compiler">Emits.</param>
/// <param name="target">Receives the code.</param>
/// <param name="fixups">Receives the displacements to other functions and to trap stubs.</param>
readonly struct FunctionSink(FunctionCompiler compiler, Assembler target, List<Fixup> fixups) : IFunctionSink
{
    public void OnFunction(in FunctionSummary function) => compiler.Compile(function, target, fixups);
}
