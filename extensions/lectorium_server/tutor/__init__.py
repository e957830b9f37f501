"""Answering students' questions: tasks on the event loop that outlive their readers."""
