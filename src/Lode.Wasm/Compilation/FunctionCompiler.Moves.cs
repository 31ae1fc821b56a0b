using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Values between registers, frame and constants. Nothing here changes flags.</summary>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>What no value lives in: for what needs a register in between.</summary>
    const Register Scratch = Register.R11;

    const int ScratchVector = Registers.Xmm0 + 10;

    const XmmRegister ScratchXmm = XmmRegister.Xmm10;

    const XmmRegister SecondScratchXmm = XmmRegister.Xmm11;

    static XmmRegister Xmm(int number) => (XmmRegister)(number - Registers.Xmm0);

    /// <summary>Copies between registers of one kind, or of both.</summary>
    void MoveRegister(int to, int from, ValueKind type)
    {
        if (to == from)
            return;
        bool toVector = Registers.IsVector(to), fromVector = Registers.IsVector(from);
        if (toVector && fromVector)
            MoveVector(Xmm(to), Xmm(from));
        else if (toVector)
            _a.Vex(type == ValueKind.Float32 ? VexCode.VmovdFrom : VexCode.VmovqFrom, Xmm(to), (Register)from);
        else if (fromVector)
            _a.Vex(type is ValueKind.Float32 or ValueKind.Int32 ? VexCode.VmovdTo : VexCode.VmovqTo, Xmm(from), (Register)to);
        else
            _a.Move(type != ValueKind.Int32, (Register)to, (Register)from);
    }

    /// <summary>Copies all 128 bits, in the shorter of two encodings.</summary>
    void MoveVector(XmmRegister to, XmmRegister from)
    {
        if (to == from)
            return;
        if (from >= XmmRegister.Xmm8 && to < XmmRegister.Xmm8)
            _a.Vex(VexCode.VmovapsStore, from, to);
        else
            _a.Vex(VexCode.Vmovaps, to, from);
    }

    /// <summary>Puts an operand into a register. Of 32-bit integers the upper half becomes zero.</summary>
    void Move(int to, in Operand operand)
    {
        switch (operand.Kind)
        {
            case OperandKind.Constant:
                MoveConstant(to, operand.Type, operand.Value);
                break;
            case OperandKind.Register:
                MoveRegister(to, operand.Number, operand.Type);
                break;
            case OperandKind.Slot:
                LoadFrom(to, OperandSlot(operand.Index), operand.Type);
                break;
            default:
                int register = RegisterOf(operand);
                if (register >= 0)
                    MoveRegister(to, register, operand.Type);
                else
                    LoadFrom(to, ReadSlot(operand.Index), operand.Type);
                break;
        }
    }

    void MoveConstant(int to, ValueKind type, long value)
    {
        if (type == ValueKind.V128)
        {
            MoveVectorConstant(Xmm(to), value);
            return;
        }
        if (!Registers.IsVector(to))
        {
            _a.MoveImmediate64((Register)to, type == ValueKind.Int32 ? (uint)value : value);
            return;
        }
        XmmRegister vector = Xmm(to);
        if (type == ValueKind.Float32 ? (int)value == 0 : value == 0)
        {
            _a.Vex(VexCode.Vxorps, vector, vector, vector);
            return;
        }
        if (type == ValueKind.Float32)
            _a.Vex(VexCode.Vmovss, vector, _a.Constant32((int)value));
        else
            _a.Vex(VexCode.Vmovsd, vector, _a.Constant64(value));
    }

    void LoadFrom(int to, in Address from, ValueKind type)
    {
        if (!Registers.IsVector(to))
        {
            _a.Load(type is not (ValueKind.Int32 or ValueKind.Float32), (Register)to, from);
            return;
        }
        VexCode code = type switch { ValueKind.Float32 => VexCode.Vmovss, ValueKind.V128 => VexCode.Vmovups, _ => VexCode.Vmovsd };
        _a.Vex(code, Xmm(to), from);
    }

    void StoreTo(in Address to, int from, ValueKind type)
    {
        if (!Registers.IsVector(from))
        {
            _a.Store(type is not (ValueKind.Int32 or ValueKind.Float32), to, (Register)from);
            return;
        }
        VexCode code = type switch
        {
            ValueKind.Float32 => VexCode.VmovssStore,
            ValueKind.V128 => VexCode.VmovupsStore,
            _ => VexCode.VmovsdStore,
        };
        _a.Vex(code, Xmm(from), to);
    }

    /// <summary>Puts an operand into memory.</summary>
    void StoreOperand(in Address to, in Operand operand)
    {
        int register = RegisterOf(operand);
        if (register < 0 && operand.IsImmediate && !operand.IsVector)
        {
            _a.StoreImmediate(operand.IsWide, to, (int)operand.Value);
            return;
        }
        if (register < 0)
        {
            register = operand.Type == ValueKind.V128 ? ScratchVector : (int)Scratch;
            Move(register, operand.Kind == OperandKind.Constant ? AsInteger(operand) : operand);
        }
        StoreTo(to, register, operand.Type);
    }

    /// <summary>The constant of a float as the integer with the same bits.</summary>
    static Operand AsInteger(in Operand constant) => constant.Type switch
    {
        ValueKind.Float32 => new() { Kind = OperandKind.Constant, Type = ValueKind.Int32, Value = constant.Value },
        ValueKind.Float64 => new() { Kind = OperandKind.Constant, Type = ValueKind.Int64, Value = constant.Value },
        _ => constant,
    };

    /// <summary>A register with the operand's value, to be read only.</summary>
    int Use(in Operand operand)
    {
        int register = RegisterOf(operand);
        if (register >= 0)
            return register;
        register = Allocate(operand.IsVector);
        Move(register, operand);
        if (operand.Kind == OperandKind.Local && operand.Type == _locals[operand.Index].Type)
            Hold(register, operand.Index);
        return register;
    }

    Register UseGeneral(in Operand operand) => (Register)Use(operand);

    XmmRegister UseVector(in Operand operand) => Xmm(Use(operand));

    /// <summary>A general register with an operand of 32 bits whose upper half is zero, to be read only.</summary>
    Register UseClean(in Operand operand)
    {
        int register = RegisterOf(operand);
        if (register < 0)
            return UseGeneral(operand);
        bool narrowed = operand.Kind == OperandKind.Local && _locals[operand.Index].Type == ValueKind.Int64;
        if (narrowed)
        {
            Register copy = AllocateGeneral();
            _a.Move(false, copy, (Register)register);
            return copy;
        }
        if ((_dirty >> register & 1) != 0)
        {
            _a.Move(false, (Register)register, (Register)register);
            _dirty &= ~(1u << register);
        }
        return (Register)register;
    }

    /// <summary>Whether an operand lies in memory: its slot or its local's, without a register that mirrors it; or a float that is a constant.</summary>
    bool IsInMemory(in Operand operand) => operand.Kind switch
    {
        OperandKind.Slot => true,
        OperandKind.Local => RegisterOf(operand) < 0,
        OperandKind.Constant => operand.IsVector,
        _ => false,
    };

    /// <summary>Where an operand lies in memory.</summary>
    Address MemoryOf(in Operand operand) => operand.Kind switch
    {
        OperandKind.Slot => OperandSlot(operand.Index),
        OperandKind.Local => ReadSlot(operand.Index),
        _ => operand.Type switch
        {
            ValueKind.Float32 => _a.Constant32((int)operand.Value),
            ValueKind.V128 => VectorConstantInMemory(operand.Value),
            _ => _a.Constant64(operand.Value),
        },
    };
}
