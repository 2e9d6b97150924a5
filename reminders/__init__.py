"""What units must do by when: tasks, deadlines, reminders, confirmations (督办). Pure."""
