using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary><c>br_table</c>: compares where it is small, else a table of distances behind the code.</summary>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>Labels besides the last one from which a table pays.</summary>
    const int SmallestTable = 4;

    readonly List<int> _tableLabels = [];
    readonly List<(int Label, int First, int Count)> _tables = [];

    void BranchTable()
    {
        Operand index = Pop();
        int place = _count, count = (int)U32(), labels = _at;
        ValueKind[] types = _control[_controlCount - 1 - (int)U32()].LabelTypes;
        _at = labels;
        if (types.Length > 0)
            StoreOperand(OperandSlot(place), index);
        else
            Move((int)Scratch, index);
        BringValues(types, leaves: true);
        SaveAll();
        if (_pinLoop >= 0)
            SaveLoopLocals();
        if (types.Length > 0)
            LoadFrom((int)Scratch, OperandSlot(place), ValueKind.Int32);
        if (count < SmallestTable)
            CompareIndex(count);
        else
            JumpThroughTable(count);
        GoDead();
    }

    void CompareIndex(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int target = ReadTarget();
            if (i == 0)
                _a.Test(false, Scratch, Scratch);
            else
                _a.Alu(AluOperation.Compare, false, Scratch, i);
            _layout.Jump(_a, Condition.Equal, _control[target].Label);
        }
        _layout.Jump(_a, _control[ReadTarget()].Label);
    }

    void JumpThroughTable(int count)
    {
        // The index is in the scratch register, values are where labels want them.
        _locked = 0;
        Register address = AllocateGeneral();
        int table = _layout.NewLabel();
        _tables.Add((table, _tableLabels.Count, count));
        for (int i = 0; i < count; i++)
            _tableLabels.Add(_control[ReadTarget()].Label);
        _a.Alu(AluOperation.Compare, false, Scratch, count);
        _layout.Jump(_a, Condition.AboveOrEqual, _control[ReadTarget()].Label);
        _layout.LoadAddress(_a, address, table);
        _a.LoadSignExtend32(Scratch, new Address(address, Scratch, 2, 0));
        _a.Alu(AluOperation.Add, true, Scratch, address);
        _a.Jump(Scratch);
    }

    /// <summary>Reads a label, and says that it is reached. Gives the number of its block among those that are open.</summary>
    int ReadTarget()
    {
        int target = _controlCount - 1 - (int)U32();
        Reach(target);
        return target;
    }

    /// <summary>Makes room for the tables behind the code.</summary>
    void PlaceTables()
    {
        foreach ((int label, _, int count) in _tables)
        {
            Bind(label);
            _a.Reserve(count * 4);
            for (int i = 0; i < count; i++)
                _a.Data32(0);
        }
    }

    /// <summary>Fills the tables: distances from their own beginning.</summary>
    void FinishTables(Assembler target, int body)
    {
        foreach ((int label, int first, int count) in _tables)
        {
            int start = _layout.Settled(label);
            for (int i = 0; i < count; i++)
                target.Write32(body + start + i * 4, _layout.Settled(_tableLabels[first + i]) - start);
        }
    }
}
