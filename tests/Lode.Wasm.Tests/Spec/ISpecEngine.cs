using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Spec;

/// <summary>An engine that the suite's scripts are run with. It fails with <see cref="GuestTrap"/> and <see cref="LinkFault"/>.</summary>
/// <remarks>Values are those of the interpreter; references to things of the host are the script's texts.</remarks>
interface ISpecEngine
{
    /// <summary>Begins a script, with a module "spectest" of its own.</summary>
    void Begin();

    /// <summary>Makes an instance of a module, which the engine may import from later once it is registered.</summary>
    object Instantiate(string name, byte[] bytes);

    /// <summary>Lets later modules import from an instance by a name.</summary>
    void Register(string name, object instance);

    GuestValue[] Call(object instance, string function, GuestValue[] arguments);

    GuestValue Read(object instance, string global);
}
