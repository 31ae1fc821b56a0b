using Lode.Wasm.Assembly;
using static Lode.Wasm.Tests.Assembly.Operands;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>Instructions in VEX encoding.</summary>
public sealed class VexFormTests : AssemblerTests
{
    [Fact]
    public void Between_vectors_and_memory()
    {
        foreach (VexCode code in Enum.GetValues<VexCode>().Except(VexTable.WithGeneral).Except(VexTable.Shifts))
        {
            (VexForms forms, int bytes) = VexTable.Operands(code);
            string name = VexTable.Name(code);
            foreach (XmmRegister to in AllVectors)
            {
                if ((forms & VexForms.Three) != 0)
                    Three(code, code == VexCode.Vmovhps ? "vmovlhps" : name, forms, to);
                if ((forms & VexForms.Two) != 0)
                    Two(code, name, forms, to);
                foreach (Address address in to < XmmRegister.Xmm1 ? Addresses : SomeAddresses)
                {
                    if ((forms & VexForms.ThreeMemory) != 0)
                        ThreeMemory(code, name, forms, bytes, to, address);
                    if ((forms & (VexForms.Load | VexForms.Store)) != 0)
                        Access(code, name, forms, bytes, to, address);
                }
            }
        }
        Finish();
    }

    void Three(VexCode code, string name, VexForms forms, XmmRegister to)
    {
        foreach (XmmRegister a in AllVectors)
        {
            foreach (XmmRegister b in SomeVectors)
            {
                if ((forms & VexForms.Immediate) != 0)
                {
                    Assembler.Vex(code, to, a, b, 0x1d);
                    Expect($"{name} {Name(to)}, {Name(a)}, {Name(b)}, 29");
                }
                else if ((forms & VexForms.Fourth) != 0)
                {
                    Assembler.Vex(code, to, a, b, (int)to << 4);
                    Expect($"{name} {Name(to)}, {Name(a)}, {Name(b)}, {Name(to)}");
                }
                else
                {
                    Assembler.Vex(code, to, a, b);
                    Expect($"{name} {Name(to)}, {Name(a)}, {Name(b)}");
                }
            }
        }
    }

    void Two(VexCode code, string name, VexForms forms, XmmRegister to)
    {
        foreach (XmmRegister from in AllVectors)
        {
            if ((forms & VexForms.Immediate) != 0)
            {
                Assembler.Vex(code, to, from, 0xb1);
                Expect($"{name} {Name(to)}, {Name(from)}, 177");
            }
            else
            {
                Assembler.Vex(code, to, from);
                (XmmRegister first, XmmRegister second) = (forms & VexForms.Reversed) != 0 ? (from, to) : (to, from);
                Expect($"{name} {Name(first)}, {Name(second)}");
            }
        }
    }

    void ThreeMemory(VexCode code, string name, VexForms forms, int bytes, XmmRegister to, Address address)
    {
        foreach (XmmRegister a in SomeVectors)
        {
            if ((forms & VexForms.Immediate) != 0)
            {
                Assembler.Vex(code, to, a, address, 200);
                Expect($"{name} {Name(to)}, {Name(a)}, {Name(bytes, address)}, 200");
            }
            else if ((forms & VexForms.Fourth) != 0)
            {
                Assembler.Vex(code, to, a, address, (int)a << 4);
                Expect($"{name} {Name(to)}, {Name(a)}, {Name(bytes, address)}, {Name(a)}");
            }
            else
            {
                Assembler.Vex(code, to, a, address);
                Expect($"{name} {Name(to)}, {Name(a)}, {Name(bytes, address)}");
            }
        }
    }

    void Access(VexCode code, string name, VexForms forms, int bytes, XmmRegister vector, Address address)
    {
        if ((forms & VexForms.Immediate) != 0)
        {
            Assembler.Vex(code, vector, address, 9);
            Expect($"{name} {Name(vector)}, {Name(bytes, address)}, 9");
            return;
        }
        Assembler.Vex(code, vector, address);
        if ((forms & VexForms.Store) != 0)
            Expect($"{name} {Name(bytes, address)}, {Name(vector)}");
        else
            Expect($"{name} {Name(vector)}, {Name(bytes, address)}");
    }

    [Fact]
    public void Shifts_by_constants()
    {
        foreach (VexCode code in VexTable.Shifts)
        {
            foreach (XmmRegister to in AllVectors)
            {
                foreach (XmmRegister from in AllVectors)
                {
                    Assembler.VexShift(code, to, from, 11);
                    Expect($"{VexTable.Name(code)} {Name(to)}, {Name(from)}, 11");
                }
            }
        }
        Finish();
    }

    [Fact]
    public void Between_vectors_and_general_registers()
    {
        foreach (VexCode code in VexTable.WithGeneral)
        {
            string name = VexTable.Name(code);
            bool wide = ((int)code & 1 << 14) != 0;
            foreach (XmmRegister vector in AllVectors)
            {
                foreach (Register general in General)
                    WithRegister(code, name, wide, vector, general);
                foreach (Address address in SomeAddresses)
                    WithMemory(code, name, vector, address);
            }
        }
        Finish();
    }

    void WithRegister(VexCode code, string name, bool wide, XmmRegister vector, Register general)
    {
        switch (code)
        {
            case VexCode.VmovdFrom or VexCode.VmovqFrom:
                Assembler.Vex(code, vector, general);
                Expect($"{name} {Name(vector)}, {Name(wide, general)}");
                break;
            case VexCode.VmovdTo or VexCode.VmovqTo:
                Assembler.Vex(code, vector, general);
                Expect($"{name} {Name(wide, general)}, {Name(vector)}");
                break;
            case VexCode.Vcvtsi2ss or VexCode.Vcvtsi2ssq or VexCode.Vcvtsi2sd or VexCode.Vcvtsi2sdq:
                Assembler.Vex(code, vector, XmmRegister.Xmm9, general);
                Expect($"{name} {Name(vector)}, xmm9, {Name(wide, general)}");
                break;
            case VexCode.Vpinsrb or VexCode.Vpinsrw or VexCode.Vpinsrd or VexCode.Vpinsrq:
                Assembler.Vex(code, vector, XmmRegister.Xmm9, general, 1);
                Expect($"{name} {Name(vector)}, xmm9, {Name(wide, general)}, 1");
                break;
            case VexCode.Vpextrb or VexCode.Vpextrw or VexCode.Vpextrd or VexCode.Vpextrq:
                Assembler.Vex(code, vector, general, 1);
                Expect($"{name} {Name(wide, general)}, {Name(vector)}, 1");
                break;
            case VexCode.VpextrwTo:
                Assembler.Vex(code, general, vector, 5);
                Expect($"{name} {Name(wide, general)}, {Name(vector)}, 5");
                break;
            default:
                Assembler.Vex(code, general, vector);
                Expect($"{name} {Name(wide, general)}, {Name(vector)}");
                break;
        }
    }

    void WithMemory(VexCode code, string name, XmmRegister vector, Address address)
    {
        switch (code)
        {
            case VexCode.VmovdFrom or VexCode.VmovqFrom:
                Assembler.Vex(code, vector, address);
                Expect($"{name} {Name(vector)}, {Name(code == VexCode.VmovqFrom ? 8 : 4, address)}");
                break;
            case VexCode.VmovdTo or VexCode.VmovqTo:
                Assembler.Vex(code, vector, address);
                Expect($"{name} {Name(code == VexCode.VmovqTo ? 8 : 4, address)}, {Name(vector)}");
                break;
            case VexCode.Vcvtsi2ss or VexCode.Vcvtsi2sd or VexCode.Vcvtsi2ssq or VexCode.Vcvtsi2sdq:
                Assembler.Vex(code, vector, XmmRegister.Xmm3, address);
                Expect($"{name} {Name(vector)}, xmm3, {Name(code is VexCode.Vcvtsi2ss or VexCode.Vcvtsi2sd ? 4 : 8, address)}");
                break;
            case VexCode.Vcvttss2si or VexCode.Vcvttsd2si or VexCode.Vcvttss2siq or VexCode.Vcvttsd2siq:
                bool wide = code is VexCode.Vcvttss2siq or VexCode.Vcvttsd2siq;
                Assembler.Vex(code, (Register)vector, address);
                Expect($"{name} {Name(wide, (Register)vector)}, {Name(code is VexCode.Vcvttss2si or VexCode.Vcvttss2siq ? 4 : 8, address)}");
                break;
            case VexCode.Vpinsrb or VexCode.Vpinsrw or VexCode.Vpinsrd or VexCode.Vpinsrq:
                Assembler.Vex(code, vector, XmmRegister.Xmm3, address, 1);
                Expect($"{name} {Name(vector)}, xmm3, {Name(LaneBytes(name), address)}, 1");
                break;
            case VexCode.Vpextrb or VexCode.Vpextrw or VexCode.Vpextrd or VexCode.Vpextrq:
                Assembler.Vex(code, vector, address, 1);
                Expect($"{name} {Name(LaneBytes(name), address)}, {Name(vector)}, 1");
                break;
        }
    }

    static int LaneBytes(string name) => 1 << "bwdq".IndexOf(name[^1], StringComparison.Ordinal);
}
