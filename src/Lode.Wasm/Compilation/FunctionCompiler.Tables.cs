using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Compilation;

/// <summary>Tables, references, and what works on ranges of memories and tables.</summary>
sealed unsafe partial class FunctionCompiler
{
    void GetElement(int table) => CallBuiltin(Builtin.TableGet, 1, _module.TableList[table].Element, table);

    void SetElement(int table) => CallBuiltin(Builtin.TableSet, 2, ValueKind.Unknown, table);

    void ReferToFunction(int function)
    {
        int to = NewResult(ValueKind.FuncRef);
        if (function < _module.ImportedFunctionCount)
            _a.Load(true, (Register)to, new Address(Register.R15, _context.FunctionImport(function)));
        else
            _a.LoadAddress(true, (Register)to, new Address(Register.R15, _context.Function(function)));
        PushResult(to, ValueKind.FuncRef);
    }

    void Misc(MiscOpcode opcode)
    {
        switch (opcode)
        {
            case <= MiscOpcode.I64TruncSatF64U:
                Saturate(opcode);
                break;
            case MiscOpcode.MemoryInit:
                int segment = (int)U32();
                _at++;
                CallBuiltin(Builtin.MemoryInit, 3, ValueKind.Unknown, segment);
                break;
            case MiscOpcode.DataDrop:
                CallBuiltin(Builtin.DataDrop, 0, ValueKind.Unknown, (int)U32());
                break;
            case MiscOpcode.MemoryCopy:
                _at += 2;
                CallBuiltin(Builtin.MemoryCopy, 3, ValueKind.Unknown);
                break;
            case MiscOpcode.MemoryFill:
                _at++;
                CallBuiltin(Builtin.MemoryFill, 3, ValueKind.Unknown);
                break;
            case MiscOpcode.TableInit:
                segment = (int)U32();
                CallBuiltin(Builtin.TableInit, 3, ValueKind.Unknown, (int)U32(), segment);
                break;
            case MiscOpcode.ElemDrop:
                CallBuiltin(Builtin.ElemDrop, 0, ValueKind.Unknown, (int)U32());
                break;
            case MiscOpcode.TableCopy:
                int to = (int)U32();
                CallBuiltin(Builtin.TableCopy, 3, ValueKind.Unknown, to, (int)U32());
                break;
            case MiscOpcode.TableGrow:
                CallBuiltin(Builtin.TableGrow, 2, ValueKind.Int32, (int)U32());
                break;
            case MiscOpcode.TableSize:
                Address state = new(Register.R15, _context.Table((int)U32()));
                int register = NewResult(ValueKind.Int32);
                _a.Load(true, (Register)register, state);
                _a.Load(false, (Register)register, new Address((Register)register, TableLayout.Count));
                PushResult(register, ValueKind.Int32);
                break;
            default:
                CallBuiltin(Builtin.TableFill, 3, ValueKind.Unknown, (int)U32());
                break;
        }
    }
}
