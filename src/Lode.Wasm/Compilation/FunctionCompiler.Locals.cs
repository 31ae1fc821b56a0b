using System.Numerics;
using System.Runtime.CompilerServices;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Locals: in registers of their own, or in the frame with registers that mirror them.</summary>
sealed unsafe partial class FunctionCompiler
{
    LocalState[] _locals = new LocalState[64];
    int[] _usedLocals = new int[64];
    int _usedCount;

    void BeginLocals(in FunctionSummary function)
    {
        int count = function.Locals.Length;
        if (_locals.Length < count)
        {
            _locals = new LocalState[Math.Max(count, _locals.Length * 2)];
            _usedLocals = new int[_locals.Length];
        }
        _usedCount = function.UsedLocals.Length;
        function.UsedLocals.CopyTo(_usedLocals);
        ReadOnlySpan<ValuePlace> parameters = _convention.Parameters;
        foreach (int index in function.UsedLocals)
        {
            ref LocalState local = ref _locals[index];
            local = new() { Type = function.Locals[index], Pin = -1, Cache = -1, Arrival = -1, Pending = None };
            if (index >= parameters.Length)
                continue;
            ref readonly ValuePlace place = ref parameters[index];
            local.DefinedUntil = int.MaxValue;
            if (place.Kind == PlaceKind.Stack)
                local.Slot = 16 + place.Number;
            else
                local.Arrival = (sbyte)(place.Kind == PlaceKind.Xmm ? place.Number + Registers.Xmm0 : place.Number);
        }
        bool secondScratch = _options.ExplicitBounds || (_traits & (FunctionTraits.TailCalls | FunctionTraits.IndirectCalls | FunctionTraits.Vectors)) != 0;
        LocalAllocation.Assign(function, _locals, _hasCalls, secondScratch, _withoutPins, out _pinned, out _temporaries);
        BeginSlots(function);
        HoldArrivals();
    }

    /// <summary>Parameters without a register of their own stay at first in the one that they arrive in.</summary>
    void HoldArrivals()
    {
        for (int i = 0; i < _usedCount; i++)
        {
            int index = _usedLocals[i];
            ref LocalState local = ref _locals[index];
            if (local.Pin >= 0 || local.Arrival < 0 || (_temporaries >> local.Arrival & 1) == 0)
                continue;
            Hold(local.Arrival, index);
            if (local.Type == ValueKind.Int32)
                _dirty |= 1u << local.Arrival;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void PushLocal(int index)
    {
        ref LocalState local = ref _locals[index];
        if (_at > local.DefinedUntil)
            local.NeedsZero = true;
        ref Operand operand = ref _stack[_count];
        operand.Kind = OperandKind.Local;
        operand.Type = local.Type;
        operand.Index = index;
        operand.Value = local.Pending;
        local.Pending = _count++;
    }

    /// <summary>Says that a local was set at this place.</summary>
    void MarkSet(int index)
    {
        ref LocalState local = ref _locals[index];
        int end = _control[_controlCount - 1].ArmEnd;
        if (end > local.DefinedUntil)
            local.DefinedUntil = end;
    }

    void SetLocal(int index, bool keep)
    {
        Operand value = Pop();
        ref LocalState local = ref _locals[index];
        if (value.Kind == OperandKind.Local && value.Index == index && value.Type == local.Type)
        {
            // It stays what it is.
            if (keep)
                PushLocal(index);
            return;
        }
        if (local.Pending >= 0)
            KeepOldValue(index);
        MarkSet(index);
        if (local.Pin >= 0)
            SetPinned(local.Pin, value);
        else
            SetSlot(index, value);
        if (keep)
            PushLocal(index);
    }

    void SetPinned(int pin, in Operand value)
    {
        if (value.Kind == OperandKind.Constant && value.Value == 0 && pin < Registers.Xmm0)
            _a.Zero((Register)pin);
        else
            Move(pin, value);
    }

    void SetSlot(int index, in Operand value)
    {
        ref LocalState local = ref _locals[index];
        if (local.Cache >= 0)
            Forget(local.Cache);
        if (value.Kind == OperandKind.Constant)
        {
            StoreOperand(WriteSlot(index), value);
            return;
        }
        int register = Own(value);
        if (register < 0)
        {
            register = Allocate(value.IsVector);
            Move(register, value);
        }
        Hold(register, index);
        _unsaved |= 1u << register;
    }

    /// <summary>Gives the operands that stand for a local the value that it has, before it gets another.</summary>
    void KeepOldValue(int index)
    {
        ref LocalState local = ref _locals[index];
        int at = local.Pending;
        local.Pending = None;
        while (at >= 0)
        {
            ref Operand operand = ref _stack[at];
            int older = Older(operand);
            if (local.Cache >= 0 && older < 0 && operand.Type == local.Type)
            {
                // The register that mirrors the local is free for its old value.
                int register = local.Cache;
                Forget(register);
                Own(at, register);
                return;
            }
            uint free = _temporaries & (operand.IsVector ? Registers.Vector : Registers.General) & ~(_used | _locked | _holding);
            if (free == 0)
            {
                CopyToSlot(at);
            }
            else
            {
                int to = BitOperations.TrailingZeroCount(free);
                Move(to, operand);
                Renew(to);
                Own(at, to);
            }
            at = older;
        }
    }

    /// <summary>Gives an operand a register of its own.</summary>
    void Own(int place, int register)
    {
        ref Operand operand = ref _stack[place];
        operand.Kind = OperandKind.Register;
        operand.Number = (sbyte)register;
        _used |= 1u << register;
        _owner[register] = place;
    }

    /// <summary>Says that a register mirrors a local's slot.</summary>
    void Hold(int register, int index)
    {
        ref LocalState local = ref _locals[index];
        if (local.Cache >= 0)
            Forget(local.Cache);
        local.Cache = (sbyte)register;
        _holding |= 1u << register;
        _held[register] = index;
        _lastUse[register] = ++_clock;
    }

    /// <summary>Says that a register mirrors nothing any more, whether its value is saved or not.</summary>
    void Forget(int register)
    {
        _holding &= ~(1u << register);
        _unsaved &= ~(1u << register);
        _locals[_held[register]].Cache = -1;
    }

    /// <summary>Frees a register that mirrors a local.</summary>
    void Release(int register)
    {
        Save(register);
        Forget(register);
    }

    /// <summary>Puts what a register has for a local into its slot.</summary>
    void Save(int register)
    {
        if ((_unsaved >> register & 1) == 0)
            return;
        _unsaved &= ~(1u << register);
        int index = _held[register];
        StoreTo(WriteSlot(index), register, _locals[index].Type);
    }

    /// <summary>Puts all values into their slots: what follows may be reached on other ways, too, or changes the registers.</summary>
    void SaveAll()
    {
        while (_unsaved != 0)
            Save(BitOperations.TrailingZeroCount(_unsaved));
    }

    /// <summary>The same for a branch: a function that ends needs no locals.</summary>
    void SaveFor(int target)
    {
        if (target != 0)
            SaveAll();
    }

    void ForgetAll()
    {
        for (uint left = _holding; left != 0; left &= left - 1)
            _locals[_held[BitOperations.TrailingZeroCount(left)]].Cache = -1;
        _holding = _unsaved = 0;
    }
}
