namespace Lode.Tokenizers;

/// <summary>A stretch of the text that is one token so far, in a doubly linked list; merged away when its length is 0.</summary>
struct Symbol
{
    public int Start;
    public int Length;
    public int Previous;
    public int Next;
    public int Token; // -1 where the vocabulary cannot spell it
}
