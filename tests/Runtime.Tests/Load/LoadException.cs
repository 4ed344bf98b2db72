namespace Gatehouse.Runtime.Tests.Load;

/// <summary>An answer is not what it has to be.</summary>
internal sealed class LoadException(LoadFailure kind, string detail) : Exception(detail)
{
    public LoadFailure Kind => kind;
}
