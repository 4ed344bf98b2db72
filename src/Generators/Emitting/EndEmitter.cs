using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Emitting;

/// <summary>Emits the end of several objects: one that fails keeps none of the others from ending, and the first failure is thrown.</summary>
internal static class EndEmitter
{
    /// <summary>The statement that ends an object; null for one that has no end.</summary>
    public static string? StatementOf(StopKind stop, string target) => stop switch
    {
        StopKind.DisposeAsync => $"await ((global::System.IAsyncDisposable){target}).DisposeAsync();",
        StopKind.Dispose => $"((global::System.IDisposable){target}).Dispose();",
        _ => null,
    };

    public static void Emit(SourceWriter writer, IReadOnlyList<string> statements)
    {
        if (statements.Count < 2)
        {
            foreach (string statement in statements) writer.Line(statement);
            return;
        }

        writer.Line("global::System.Exception? failure = null;");
        foreach (string statement in statements)
        {
            writer.Line("try").Open().Line(statement).Close();
            writer.Line("catch (global::System.Exception exception)").Open().Line("failure ??= exception;").Close();
        }

        writer.Line("if (failure is not null) global::System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);");
    }
}
