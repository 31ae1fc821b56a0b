using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Compilation;

/// <summary>Calls of functions and of the engine.</summary>
sealed unsafe partial class FunctionCompiler
{
    readonly CallingConvention?[] _conventions;

    void Call(int function)
    {
        CallingConvention convention = ConventionOf(_module.FunctionTypes[function]);
        int first = BeginCall(convention);
        PlaceStackArguments(convention, first);
        PlaceRegisterArguments(convention, first);
        if (function < _module.ImportedFunctionCount)
        {
            _a.Load(true, Scratch, new Address(Register.R15, _context.FunctionImport(function)));
            _a.Call(new Address(Scratch, FunctionReferenceLayout.Entry));
        }
        else
        {
            _calls.Add((_a.CallLater(), _layout.JumpCount, function - _module.ImportedFunctionCount));
        }
        EndCall(convention, first);
    }

    void CallIndirect()
    {
        int type = (int)U32(), table = (int)U32();
        CallingConvention convention = ConventionOf(type);
        Operand index = Pop();
        // What is to be called is found before the arguments take their registers, and stays in r11.
        Move((int)Scratch, index);
        LoadReference(type, table);
        int first = BeginCall(convention);
        if (convention.ParameterBytes > 0)
            _a.Move(true, Register.R13, Scratch);
        PlaceStackArguments(convention, first);
        if (convention.ParameterBytes > 0)
            _a.Move(true, Scratch, Register.R13);
        PlaceRegisterArguments(convention, first);
        _a.Load(true, Register.R13, new Address(Scratch, FunctionReferenceLayout.Entry));
        _a.Alu(AluOperation.Compare, true, new Address(Scratch, FunctionReferenceLayout.Context), Register.R15);
        _a.MoveIf(Condition.Equal, true, Register.R13, new Address(Scratch, FunctionReferenceLayout.Code));
        _a.Call(Register.R13);
        EndCall(convention, first);
    }

    /// <summary>The convention of a type, by its index.</summary>
    CallingConvention ConventionOf(int type) => _conventions[type] ??= CallingConvention.Of(_module.TypeList[type]);

    /// <summary>From the index in the scratch register to the reference there; it is checked.</summary>
    void LoadReference(int type, int table)
    {
        _a.Load(true, Register.R13, new Address(Register.R15, _context.Table(table)));
        _a.Alu(AluOperation.Compare, false, Scratch, new Address(Register.R13, TableLayout.Count));
        JumpIfTrapped(Condition.AboveOrEqual, TrapKind.UndefinedElement);
        _a.Load(true, Register.R13, new Address(Register.R13, TableLayout.Elements));
        _a.Load(true, Scratch, new Address(Register.R13, Scratch, 3, 0));
        _a.Load(false, Register.R13, new Address(Register.R15, _context.TypeId(type)));
        AddSite(SiteKind.Access);
        _a.Alu(AluOperation.Compare, false, Register.R13, new Address(Scratch, FunctionReferenceLayout.TypeId));
        JumpIfTrapped(Condition.NotEqual, TrapKind.IndirectCallTypeMismatch);
    }

    /// <summary>Saves what the call would destroy, and makes room on the stack. Gives the place of the first argument.</summary>
    int BeginCall(CallingConvention convention)
    {
        int first = _count - convention.Parameters.Length;
        Flush(first);
        SaveAll();
        int bytes = convention.ParameterBytes + convention.ResultBytes;
        if (bytes > 0)
            _a.Alu(AluOperation.Subtract, true, Register.Rsp, bytes);
        if (bytes > _outgoing)
            _outgoing = bytes;
        return first;
    }

    void PlaceStackArguments(CallingConvention convention, int first)
    {
        if (convention.ParameterBytes == 0)
            return;
        ReadOnlySpan<ValuePlace> places = convention.Parameters;
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i].Kind != PlaceKind.Stack)
                continue;
            _a.Reserve(InstructionRoom);
            StoreOperand(new Address(Register.Rsp, places[i].Number), _stack[first + i]);
        }
    }

    /// <summary>Puts arguments into their registers: first from registers, all at once, then from memory and constants.</summary>
    void PlaceRegisterArguments(CallingConvention convention, int first)
    {
        ReadOnlySpan<ValuePlace> places = convention.Parameters;
        _moves.Clear();
        bool others = false;
        for (int i = 0; i < places.Length; i++)
        {
            ref readonly ValuePlace place = ref places[i];
            if (place.Kind == PlaceKind.Stack)
                continue;
            int from = RegisterOf(_stack[first + i]);
            if (from >= 0)
                _moves.AddArgument(NumberOf(place), from, place.Type);
            else
                others = true;
        }
        _moves.Emit(_a);
        if (!others)
            return;
        for (int i = 0; i < places.Length; i++)
        {
            ref readonly ValuePlace place = ref places[i];
            ref readonly Operand operand = ref _stack[first + i];
            if (place.Kind == PlaceKind.Stack || RegisterOf(operand) >= 0)
                continue;
            int to = NumberOf(place);
            if (!Registers.IsVector(to) && operand.Kind == OperandKind.Constant && operand.Value == 0)
                _a.Zero((Register)to);
            else
                Move(to, operand);
        }
    }

    static int NumberOf(in ValuePlace place) => place.Kind == PlaceKind.Xmm ? place.Number + Registers.Xmm0 : place.Number;

    /// <summary>Behind the call instruction: all registers that callees do not keep are changed, and the results are there.</summary>
    void EndCall(CallingConvention convention, int first)
    {
        AddSite(SiteKind.Call);
        DropTo(first);
        _locked = 0;
        ForgetAll();
        _dirty = 0;
        ReadOnlySpan<ValuePlace> results = convention.Results;
        if (results.Length == 0)
        {
            ReleaseResults(convention);
            return;
        }
        ref readonly ValuePlace place = ref results[0];
        if (results.Length > 1)
        {
            PushOtherResults(results);
            ReleaseResults(convention);
            return;
        }
        int number = NumberOf(place);
        int to = Destination();
        if (to >= 0 && to != number)
        {
            MoveRegister(to, number, place.Type);
            PushResult(to, place.Type);
            return;
        }
        PushRegister(number, place.Type);
        if (place.Type == ValueKind.Int32)
            _dirty |= 1u << number;
    }

    void PushOtherResults(ReadOnlySpan<ValuePlace> results)
    {
        for (int i = 0; i < results.Length; i++)
        {
            _a.Reserve(InstructionRoom);
            ref readonly ValuePlace place = ref results[i];
            PushSlot(place.Type);
            int register = place.Kind != PlaceKind.Stack ? NumberOf(place) : place.Type == ValueKind.V128 ? ScratchVector : (int)Scratch;
            if (place.Kind == PlaceKind.Stack)
                LoadFrom(register, new Address(Register.Rsp, place.Number), place.Type);
            StoreTo(OperandSlot(_count - 1), register, place.Type);
        }
    }

    void ReleaseResults(CallingConvention convention)
    {
        if (convention.ResultBytes > 0)
            _a.Alu(AluOperation.Add, true, Register.Rsp, convention.ResultBytes);
    }

    /// <summary>Calls code of the engine with the topmost operands and constants behind them as integer parameters.</summary>
    void CallBuiltin(Builtin builtin, int operands, ValueKind result, int constant = -1, int constant2 = -1)
    {
        if (constant >= 0)
        {
            PushConstant(ValueKind.Int32, constant);
            operands++;
        }
        if (constant2 >= 0)
        {
            PushConstant(ValueKind.Int32, constant2);
            operands++;
        }
        int first = _count - operands;
        Flush(first);
        SaveAll();
        _moves.Clear();
        ReadOnlySpan<Register> registers = CallingConvention.IntegerParameters;
        for (int i = 0; i < operands; i++)
        {
            int from = RegisterOf(_stack[first + i]);
            if (from >= 0)
                _moves.AddArgument((int)registers[i], from, _stack[first + i].Type);
        }
        _moves.Emit(_a);
        for (int i = 0; i < operands; i++)
        {
            if (RegisterOf(_stack[first + i]) < 0)
                Move((int)registers[i], _stack[first + i]);
        }
        _a.Load(true, Scratch, new Address(Register.R15, ContextLayout.Builtins));
        _a.Call(new Address(Scratch, (int)builtin * 8));
        AddSite(SiteKind.Call);
        DropTo(first);
        _locked = 0;
        ForgetAll();
        _dirty = 0;
        if (result == ValueKind.Unknown)
            return;
        PushRegister((int)Register.Rax, result);
        if (result == ValueKind.Int32)
            _dirty |= 1u << (int)Register.Rax;
    }
}
