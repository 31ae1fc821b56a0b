namespace Lode.Cli.Compiled;

/// <summary>A machine instruction.</summary>
/// <param name="Offset">Where in the function's code.</param>
/// <param name="Bytes">Its bytes, in hexadecimal.</param>
/// <param name="Text">The instruction, as Intel writes it.</param>
/// <param name="WasmOffset">Where in the module's binary the instruction is that it belongs to, where that is known.</param>
sealed record CodeLine(int Offset, string Bytes, string Text, int? WasmOffset);
