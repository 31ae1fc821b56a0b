namespace Lode.Wasm.Tests.Interpreter;

/// <summary>Runs functions: plainly, one instruction after the other, with labels on a stack of their own.</summary>
sealed partial class GuestMachine
{
    /// <summary>Calls within calls.</summary>
    const int MostCalls = 4_000;

    readonly Stack _stack = new();
    readonly List<Label> _labels = [];
    int _calls;

    /// <summary>A block that is open.</summary>
    /// <param name="Next">The number of the instruction that a branch goes to.</param>
    /// <param name="Arity">Values that a branch takes along.</param>
    /// <param name="Height">The stack's height below its parameters.</param>
    /// <param name="IsLoop">Whether it stays open when it is branched to.</param>
    readonly record struct Label(int Next, int Arity, int Height, bool IsLoop);

    /// <summary>Calls a function from outside.</summary>
    public GuestValue[] Call(GuestFunction function, ReadOnlySpan<GuestValue> arguments)
    {
        int height = _stack.Count, labels = _labels.Count, calls = _calls;
        try
        {
            foreach (GuestValue argument in arguments)
                _stack.Push(argument);
            Invoke(function);
            GuestValue[] results = _stack.Values.AsSpan(height, function.Type.Results.Length).ToArray();
            return results;
        }
        finally
        {
            // A trap leaves values behind.
            _stack.Count = height;
            _labels.RemoveRange(labels, _labels.Count - labels);
            _calls = calls;
        }
    }

    /// <summary>Calls a function whose arguments are on the stack; its results come in their place.</summary>
    void Invoke(GuestFunction function)
    {
        if (++_calls > MostCalls)
            throw GuestTrap.Exhausted();
        // A tail call comes back with the function to call next.
        for (GuestFunction? next = function; next is not null;)
        {
            int height = _stack.Count - next.Type.Parameters.Length;
            if (next.Instance is null)
            {
                GuestValue[] arguments = _stack.Values[height.._stack.Count];
                foreach (GuestValue result in next.Host?.Invoke(arguments) ?? [])
                    _stack.Push(result);
                _stack.Keep(next.Type.Results.Length, height);
                break;
            }
            GuestCode code = next.Code!.Value;
            if (_stack.Count + code.Locals > Stack.Most)
                throw GuestTrap.Exhausted();
            _stack.Values.AsSpan(_stack.Count, code.Locals).Clear();
            _stack.Count += code.Locals;
            int labels = _labels.Count;
            int results = next.Type.Results.Length;
            next = Run(next.Instance, code.Instructions, height);
            _labels.RemoveRange(labels, _labels.Count - labels);
            _stack.Keep(next?.Type.Parameters.Length ?? results, height);
        }
        _calls--;
    }

    /// <summary>Runs a body. Its locals begin at a height of the stack.</summary>
    /// <returns>The function of a tail call; null for a return.</returns>
    GuestFunction? Run(GuestInstance instance, GuestInstruction[] code, int locals)
    {
        int outer = _labels.Count;
        for (int at = 0; at < code.Length;)
        {
            ref readonly GuestInstruction instruction = ref code[at++];
            if (instruction.Operation >= 0xfd00)
            {
                Vectors.Run((VectorOpcode)(instruction.Operation & 0xff), instruction, _stack, instance);
                continue;
            }
            if (instruction.Operation >= 0xfc00)
            {
                Misc((MiscOpcode)(instruction.Operation & 0xff), instruction, instance);
                continue;
            }
            Opcode opcode = (Opcode)instruction.Operation;
            switch (opcode)
            {
                case Opcode.Unreachable:
                    throw new GuestTrap("unreachable");
                case Opcode.Nop:
                    break;
                case Opcode.Block:
                    Open(instruction.A, instruction, isLoop: false);
                    break;
                case Opcode.Loop:
                    Open(at, instruction, isLoop: true);
                    break;
                case Opcode.If:
                    bool condition = _stack.Pop().I32 != 0;
                    if (condition || instruction.B != 0)
                        Open(instruction.A, instruction, isLoop: false);
                    if (!condition)
                        at = instruction.B != 0 ? instruction.B : instruction.A;
                    break;
                case Opcode.Else:
                    // The end of the first arm.
                    _labels.RemoveAt(_labels.Count - 1);
                    at = instruction.A;
                    break;
                case Opcode.End:
                    if (_labels.Count == outer)
                        return null;
                    _labels.RemoveAt(_labels.Count - 1);
                    break;
                case Opcode.Br:
                    if ((at = Branch(instruction.A, outer)) < 0)
                        return null;
                    break;
                case Opcode.BrIf:
                    if (_stack.Pop().I32 != 0 && (at = Branch(instruction.A, outer)) < 0)
                        return null;
                    break;
                case Opcode.BrTable:
                    uint index = _stack.Pop().U32;
                    int[] targets = instruction.Labels!;
                    if ((at = Branch(targets[Math.Min(index, (uint)targets.Length - 1)], outer)) < 0)
                        return null;
                    break;
                case Opcode.Return:
                    return null;
                case Opcode.Call:
                    Invoke(instance.Functions[instruction.A]);
                    break;
                case Opcode.ReturnCall:
                    return instance.Functions[instruction.A];
                case Opcode.CallIndirect:
                    Invoke(Callee(instance, instruction));
                    break;
                case Opcode.ReturnCallIndirect:
                    return Callee(instance, instruction);
                case Opcode.LocalGet:
                    _stack.Push(_stack.Values[locals + instruction.A]);
                    break;
                case Opcode.LocalSet:
                    _stack.Values[locals + instruction.A] = _stack.Pop();
                    break;
                case Opcode.LocalTee:
                    _stack.Values[locals + instruction.A] = _stack.Values[_stack.Count - 1];
                    break;
                default:
                    Simple(opcode, instruction, instance);
                    break;
            }
        }
        return null;
    }

    void Open(int next, in GuestInstruction instruction, bool isLoop)
    {
        if (_stack.Count > Stack.Most)
            throw GuestTrap.Exhausted();
        _labels.Add(new(next, (int)instruction.C, _stack.Count - (int)(instruction.C >> 32), isLoop));
    }

    /// <summary>Goes to a label. Gives the number of the next instruction; -1 for a return.</summary>
    int Branch(int depth, int outer)
    {
        int index = _labels.Count - 1 - depth;
        if (index < outer)
            return -1;
        Label label = _labels[index];
        _stack.Keep(label.Arity, label.Height);
        _labels.RemoveRange(label.IsLoop ? index + 1 : index, _labels.Count - (label.IsLoop ? index + 1 : index));
        return label.Next;
    }

    GuestFunction Callee(GuestInstance instance, in GuestInstruction instruction)
    {
        uint index = _stack.Pop().U32;
        object?[] elements = instance.Tables[instruction.B].Elements;
        if (index >= (uint)elements.Length)
            throw new GuestTrap("undefined element");
        GuestFunction function = (GuestFunction?)elements[index] ?? throw new GuestTrap("uninitialized element");
        return function.Type.Equals(instance.Module.Types[instruction.A]) ? function : throw new GuestTrap("indirect call type mismatch");
    }

    void Simple(Opcode opcode, in GuestInstruction instruction, GuestInstance instance)
    {
        switch (opcode)
        {
            case Opcode.Drop:
                _stack.Pop();
                break;
            case Opcode.Select or Opcode.SelectT:
                bool first = _stack.Pop().I32 != 0;
                GuestValue second = _stack.Pop();
                if (!first)
                    _stack.Values[_stack.Count - 1] = second;
                break;
            case Opcode.GlobalGet:
                _stack.Push(instance.Globals[instruction.A].Value);
                break;
            case Opcode.GlobalSet:
                instance.Globals[instruction.A].Value = _stack.Pop();
                break;
            case Opcode.TableGet:
                _stack.Push(new(0, 0, instance.Tables[instruction.A].Range(_stack.Pop().U32, 1)[0]));
                break;
            case Opcode.TableSet:
                object? element = _stack.Pop().Reference;
                instance.Tables[instruction.A].Range(_stack.Pop().U32, 1)[0] = element;
                break;
            case >= Opcode.I32Load and <= Opcode.I64Store32:
                Access(opcode, instruction.C, instance.Memories[0]);
                break;
            case Opcode.MemorySize:
                _stack.Push(GuestValue.Of(instance.Memories[0].Pages));
                break;
            case Opcode.MemoryGrow:
                _stack.Push(GuestValue.Of(instance.Memories[0].Grow(_stack.Pop().U32)));
                break;
            case Opcode.I32Const or Opcode.F32Const:
                _stack.Push(GuestValue.Of((int)instruction.C));
                break;
            case Opcode.I64Const or Opcode.F64Const:
                _stack.Push(new(instruction.C));
                break;
            case Opcode.RefNull:
                _stack.Push(default);
                break;
            case Opcode.RefIsNull:
                _stack.Push(GuestValue.Of(_stack.Pop().Reference is null));
                break;
            case Opcode.RefFunc:
                _stack.Push(new(0, 0, instance.Functions[instruction.A]));
                break;
            default:
                Arithmetic.Run(opcode, _stack);
                break;
        }
    }
}
