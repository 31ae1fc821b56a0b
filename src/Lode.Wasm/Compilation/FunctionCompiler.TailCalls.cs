using System.Numerics;
using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Compilation;

/// <summary>Calls in place of a return: the frame is gone before the callee begins.</summary>
/// <remarks>
/// The result area stays where it is, and the new parameters have to end right below it. Where there are any on the stack, they are
/// first put together below the frame, with the return address and what is to be called, and then moved up to their place.
/// </remarks>
sealed unsafe partial class FunctionCompiler
{
    void TailCall(int function)
    {
        CallingConvention convention = ConventionOf(_module.FunctionTypes[function]);
        bool imported = function < _module.ImportedFunctionCount;
        int first = _count - convention.Parameters.Length;
        if (imported)
            _a.Load(true, Scratch, new Address(Register.R15, _context.FunctionImport(function)));
        ReplaceFrame(convention, first, imported);
        if (imported)
            _a.Jump(new Address(Scratch, FunctionReferenceLayout.Entry));
        else
            _calls.Add((_a.JumpLater(), _layout.JumpCount, function - _module.ImportedFunctionCount));
        GoDead();
    }

    void TailCallIndirect()
    {
        int type = (int)U32(), table = (int)U32();
        CallingConvention convention = ConventionOf(type);
        Move((int)Scratch, Pop());
        LoadReference(type, table);
        ReplaceFrame(convention, _count - convention.Parameters.Length, keepScratch: true);
        _a.Alu(AluOperation.Compare, true, new Address(Scratch, FunctionReferenceLayout.Context), Register.R15);
        int other = _a.JumpShort(Condition.NotEqual);
        _a.Jump(new Address(Scratch, FunctionReferenceLayout.Code));
        _a.BindShort(other);
        _a.Jump(new Address(Scratch, FunctionReferenceLayout.Entry));
        GoDead();
    }

    /// <summary>Puts the arguments where a callee expects them, with everything of this function gone. Keeps r11 where asked to.</summary>
    void ReplaceFrame(CallingConvention convention, int first, bool keepScratch)
    {
        int parameters = convention.ParameterBytes;
        if (parameters == 0 && _convention.ParameterBytes == 0)
        {
            PlaceRegisterArguments(convention, first);
            RestoreSaved();
            _a.Leave();
            return;
        }
        // From rsp upwards: what is called, the return address, the parameters.
        int staged = parameters + 16;
        _outgoing = Math.Max(_outgoing, staged);
        _a.Alu(AluOperation.Subtract, true, Register.Rsp, staged);
        if (keepScratch)
            _a.Store(true, new Address(Register.Rsp), Scratch);
        ReadOnlySpan<ValuePlace> places = convention.Parameters;
        for (int i = 0; i < places.Length; i++)
        {
            _a.Reserve(InstructionRoom);
            if (places[i].Kind == PlaceKind.Stack)
                StoreOperand(new Address(Register.Rsp, 16 + places[i].Number), _stack[first + i]);
        }
        PlaceRegisterArguments(convention, first);
        RestoreSaved();
        _a.Load(true, Scratch, new Address(Register.Rbp, 8));
        _a.Store(true, new Address(Register.Rsp, 8), Scratch);
        _a.Load(true, Register.R13, new Address(Register.Rbp));
        // The new place lies above: from the top down nothing is overwritten that is still to be moved.
        int to = 16 + _convention.ParameterBytes - parameters;
        for (int offset = parameters - 8; offset >= -8; offset -= 8)
        {
            _a.Reserve(InstructionRoom);
            _a.Load(true, Scratch, new Address(Register.Rsp, 16 + offset));
            _a.Store(true, new Address(Register.Rbp, to + offset), Scratch);
        }
        if (keepScratch)
            _a.Load(true, Scratch, new Address(Register.Rsp));
        _a.LoadAddress(true, Register.Rsp, new Address(Register.Rbp, to - 8));
        _a.Move(true, Register.Rbp, Register.R13);
    }

    /// <summary>Restores the registers that this function saved, without touching rsp.</summary>
    void RestoreSaved()
    {
        int saved = 0;
        for (uint left = SavedRegisters & Registers.General; left != 0; left &= left - 1)
        {
            saved += 8;
            _a.Load(true, (Register)BitOperations.TrailingZeroCount(left), new Address(Register.Rbp, -saved));
        }
        for (uint left = SavedRegisters & Registers.Vector; left != 0; left &= left - 1)
        {
            saved += 16;
            _a.Vex(VexCode.Vmovups, Xmm(BitOperations.TrailingZeroCount(left)), new Address(Register.Rbp, -saved));
        }
    }
}
